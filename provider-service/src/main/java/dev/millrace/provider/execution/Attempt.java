package dev.millrace.provider.execution;

import dev.millrace.events.Money;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderFailure;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended.
 *
 * @param answer the answer; with a failure, what had been received of one
 * @param failure null when it succeeded
 * @param chunks published parts
 * @param cost null when the model has no known price
 */
record Attempt(
        String attemptId,
        String provider,
        @Nullable Answer answer,
        @Nullable ProviderFailure failure,
        int chunks,
        @Nullable Money cost,
        @Nullable Long firstTokenMillis,
        long totalMillis) {

    /** A part of the answer is on its way to the client. */
    boolean shown() {
        return chunks > 0;
    }
}
