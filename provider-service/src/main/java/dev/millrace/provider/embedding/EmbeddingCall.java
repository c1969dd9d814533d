package dev.millrace.provider.embedding;

import dev.millrace.provider.attempt.RequestBody;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * One embedding call.
 *
 * @param model the provider's own name of the model
 * @param body what the caller asked, OpenAI's embedding request
 * @param deadline when the answer is of no use any more
 * @param announced done when the log knows of the attempt: nothing that a provider could bill
 *     leaves before, nor when it fails
 */
public record EmbeddingCall(
        String model, RequestBody body, Instant deadline, CompletableFuture<?> announced) {

    /** Vectors are asked for as base64 of little-endian 32-bit floats, not as JSON numbers. */
    public boolean base64() {
        return body.is("encoding_format", "\"base64\"");
    }
}
