package dev.millrace.provider.execution;

import dev.millrace.events.Money;
import dev.millrace.events.Usage;
import dev.millrace.log.Position;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended.
 *
 * @param answer the answer; with a failure, what had been received of one
 * @param failure null when it succeeded
 * @param status of HTTP that came with the failure; 0 when none did
 * @param chunks published parts
 * @param usage as billed, or estimated
 * @param cost null when the model has no known price
 * @param reported completes when the log has its report
 * @param cached nobody was called: an earlier answer is told again
 */
record Attempt(
        String attemptId,
        String provider,
        @Nullable Answer answer,
        @Nullable ProviderFailure failure,
        int status,
        int chunks,
        Usage usage,
        @Nullable Money cost,
        @Nullable Long firstTokenMillis,
        long totalMillis,
        CompletableFuture<Position> reported,
        boolean cached) {

    /** A part of the answer is on its way to the client. */
    boolean shown() {
        return chunks > 0;
    }

    /** What was done to get its answer. */
    List<String> notes() {
        return answer == null ? List.of() : answer.notes();
    }

    /** The one before when this one has nothing to show and that one has: it was paid for. */
    Attempt orBefore(@Nullable Attempt before) {
        boolean empty = answer == null && !shown();
        return empty && before != null && before.answer() != null ? before : this;
    }
}
