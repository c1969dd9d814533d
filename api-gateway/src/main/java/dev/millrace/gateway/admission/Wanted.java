package dev.millrace.gateway.admission;

import dev.millrace.events.KeyState;
import dev.millrace.events.Operation;
import java.time.Instant;

/**
 * A request that has been checked and may be accepted.
 *
 * @param stream whether the answer is wanted in pieces
 * @param keep whether it runs to its end when its client leaves
 * @param explain whether the plan is wanted with the answer
 * @param cacheControl what it says about the cache of answers, in HTTP's words
 */
public record Wanted(
        Operation operation,
        JsonBody body,
        KeyState key,
        boolean stream,
        boolean keep,
        boolean explain,
        String cacheControl,
        Instant deadline) {

    /** The same with another deadline. */
    public Wanted until(Instant other) {
        return new Wanted(operation, body, key, stream, keep, explain, cacheControl, other);
    }

    /** True when a stream's usage is wanted (`stream_options.include_usage`). */
    public boolean usage() {
        return usage(body);
    }

    /** The same of a body alone. */
    public static boolean usage(JsonBody body) {
        return body.tree().path("stream_options").path("include_usage").asBoolean(false);
    }
}
