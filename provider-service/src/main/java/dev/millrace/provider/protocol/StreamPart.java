package dev.millrace.provider.protocol;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one event of a stream says, in the words of a chat completion chunk.
 *
 * @param model as the vendor names the one that answers; empty when the event does not say
 * @param choices the chunk's {@code choices}; empty when there is nothing for the client
 * @param usage up to here; null when the event does not say
 * @param failure what breaks the stream off once the choices are passed on
 * @param last nothing that matters follows
 */
public record StreamPart(
        String model,
        JsonNode choices,
        @Nullable Usage usage,
        String systemFingerprint,
        String serviceTier,
        @Nullable ProviderFailure failure,
        boolean last) {

    /** Says nothing: a comment, a sign of life. */
    public static final StreamPart NOTHING = of(Json.MAPPER.createArrayNode());

    /** The end marker. */
    public static final StreamPart END =
            new StreamPart("", Json.MAPPER.createArrayNode(), null, "", "", null, true);

    /** Choices alone. */
    public static StreamPart of(JsonNode choices) {
        return new StreamPart("", choices, null, "", "", null, false);
    }
}
