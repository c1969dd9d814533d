package dev.millrace.provider.chat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Asks a provider's chat models. Implementations are thread-safe, never call the upstream twice for
 * one call (retries are not theirs), stop the upstream call when cancelled, interrupted or past the
 * deadline, and keep what had been received of a stream that broke.
 */
public interface ChatProvider {

    /**
     * Blocks until the whole answer is there. When the call asks for a stream its parts went to
     * {@code sink} before, and their texts together equal the answer's; else the sink is not used.
     */
    Answer chat(ChatCall call, ChunkSink sink, Cancellation cancellation)
            throws ProviderException, InterruptedException;

    /** What it can ask of this model; whether the model obeys is the catalog's knowledge. */
    default Set<AnswerFormat> formats(String model) {
        return EnumSet.allOf(AnswerFormat.class);
    }
}
