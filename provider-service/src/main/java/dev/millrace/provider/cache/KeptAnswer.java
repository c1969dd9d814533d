package dev.millrace.provider.cache;

import dev.millrace.events.Owner;
import dev.millrace.provider.attempt.Answer;
import java.time.Duration;

/**
 * An answer that was given once.
 *
 * @param owner who had asked: whose content it is
 * @param provider who was asked
 * @param model as the provider was asked for it
 * @param attemptId the call it came from
 * @param since when it came, in the cache's own nanoseconds
 * @param life how long it is kept
 */
public record KeptAnswer(
        Answer answer,
        Owner owner,
        String provider,
        String model,
        String attemptId,
        long since,
        Duration life) {

    /** What an entry costs besides its output: key, usage, the map's own. */
    private static final int FRAME = 1024;

    /** Bytes, about. */
    int weight() {
        return answer.output().length + FRAME;
    }
}
