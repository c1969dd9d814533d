package dev.millrace.provider.faults;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call.
 *
 * @param usage of the answer, or of what had been received of it; null for nothing
 * @param calls the upstream saw
 * @param left sockets, threads and exchanges that were not given back
 */
record Cell(@Nullable ProviderFailure failure, @Nullable Usage usage, int calls, int left) {

    static Cell of(Answer answer, int calls, int left) {
        return new Cell(null, answer.usage(), calls, left);
    }

    static Cell of(ProviderException e, int calls, int left) {
        return new Cell(e.failure(), e.usage(), calls, left);
    }

    /** Failure, calls, tokens in and out (estimated ones marked), what was not given back. */
    @Override
    public String toString() {
        return "%s %d %s %s"
                .formatted(
                        named(),
                        calls,
                        usage == null
                                ? "-"
                                : (usage.getEstimated() ? "~" : "")
                                        + usage.getInputTokens()
                                        + "+"
                                        + usage.getOutputTokens(),
                        left == 0 ? "free" : left + " HELD");
    }

    private String named() {
        if (failure == null) {
            return "ok";
        }
        Duration pause = Verdict.retryAfter(failure);
        return failure.getClass().getSimpleName()
                + (pause == null ? "" : "(" + pause.toSeconds() + "s)");
    }
}
