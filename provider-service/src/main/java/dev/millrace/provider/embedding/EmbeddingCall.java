package dev.millrace.provider.embedding;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One embedding call.
 *
 * @param model the provider's own name of the model
 * @param body what the caller asked, OpenAI's embedding request
 * @param deadline when the answer is of no use any more
 */
public record EmbeddingCall(String model, RequestBody body, Instant deadline) {

    /** Vectors are asked for as base64 of little-endian 32-bit floats, not as JSON numbers. */
    public boolean base64() {
        return body.is("encoding_format", "\"base64\"");
    }

    /** A text or a list of tokens is one input; a list of texts or of token lists is many. */
    public int inputs() {
        JsonNode input = Json.MAPPER.readTree(body.value("input").orElse(new byte[] {'0'}));
        return input.isArray() && !input.isEmpty() && !input.get(0).isNumber() ? input.size() : 1;
    }
}
