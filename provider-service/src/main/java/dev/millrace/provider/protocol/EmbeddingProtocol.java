package dev.millrace.provider.protocol;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a vendor is asked for vectors. Implementations only translate. Thread-safe. */
public interface EmbeddingProtocol {

    /**
     * What came.
     *
     * @param model as the vendor names the one that answers; empty when it does not say
     * @param data OpenAI's {@code data}, in either encoding
     * @param usage null when the vendor told none
     */
    record Vectors(String model, JsonNode data, @Nullable Usage usage) {}

    /**
     * Translates what the caller asked.
     *
     * @throws ProviderException when the vendor has nothing of the kind
     */
    Request request(EmbeddingCall call) throws ProviderException;

    /** Translates an answer. */
    Vectors vectors(EmbeddingCall call, ObjectNode answer) throws ProviderException;

    /** What the vendor takes in one call. */
    default EmbeddingLimits limits() {
        return EmbeddingLimits.USUAL;
    }

    /** What a response's headers tell of the vendor's limits; null when they tell nothing. */
    default @Nullable RateLimits rates(Head head) {
        return null;
    }

    /** Translates a refusal; see {@link Refusals}. */
    ProviderFailure refusal(Head head, byte[] body);
}
