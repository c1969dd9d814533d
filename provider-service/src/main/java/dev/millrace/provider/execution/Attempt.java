package dev.millrace.provider.execution;

import dev.millrace.events.Money;
import dev.millrace.log.Position;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderFailure;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended.
 *
 * @param answer the answer; with a failure, what had been received of one
 * @param failure null when it succeeded
 * @param chunks published parts
 * @param cost null when the model has no known price
 * @param reported completes when the log has its report
 * @param cached nobody was called: an earlier answer is told again
 */
record Attempt(
        String attemptId,
        String provider,
        @Nullable Answer answer,
        @Nullable ProviderFailure failure,
        int chunks,
        @Nullable Money cost,
        @Nullable Long firstTokenMillis,
        long totalMillis,
        CompletableFuture<Position> reported,
        boolean cached) {

    /** A part of the answer is on its way to the client. */
    boolean shown() {
        return chunks > 0;
    }
}
