package dev.millrace.provider.embedding;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;

/** Asks a provider's embedding models. The rules of {@code ChatProvider} hold here too. */
public interface EmbeddingProvider {

    /** Blocks until the answer is there: one vector for each input, in its order and encoding. */
    Answer embed(EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException;

    /** What one call takes. */
    default EmbeddingLimits limits() {
        return EmbeddingLimits.NONE;
    }
}
