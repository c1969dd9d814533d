package dev.millrace.provider.execution;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.Verdict;
import java.time.Duration;

/** What follows a failed call. */
sealed interface NextStep {

    /** The same candidate once more, after a pause. */
    record Again(Duration pause) implements NextStep {}

    /** The same candidate, asked differently: what it answered was no answer. */
    record Ask(RequestBody body) implements NextStep {}

    record NextCandidate() implements NextStep {}

    record End() implements NextStep {}

    /**
     * The longest a provider may ask to wait before its own retry: longer, and another is asked.
     */
    Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    Duration USUAL_PAUSE = Duration.ofMillis(250);

    /**
     * Decides. A client that has seen text of one attempt never sees another's (rule 6), so a
     * failure after that is the end.
     *
     * @param shown a part of the answer is on its way to the client
     * @param calls how often this candidate has been called, this time included
     * @param last there is no further candidate
     * @param left until the deadline
     * @param jitter between 0 and 1
     */
    static NextStep after(
            ProviderFailure failure,
            boolean shown,
            int calls,
            boolean last,
            Duration left,
            double jitter) {
        Verdict verdict = Verdict.of(failure);
        if (shown) {
            return new End();
        }
        if (failure instanceof ProviderFailure.InvalidOutput(RequestBody again, _)
                && again != null) {
            return new Ask(again);
        }
        if (verdict.retry() && calls == 1) {
            Duration asked = Verdict.retryAfter(failure);
            Duration base = asked == null ? USUAL_PAUSE.dividedBy(2) : asked;
            // Never earlier than asked, and not all at the same moment.
            Duration pause = base.plusMillis((long) (jitter * USUAL_PAUSE.toMillis()));
            if (pause.compareTo(LONGEST_PAUSE) <= 0 && pause.compareTo(left) < 0) {
                return new Again(pause);
            }
        }
        return verdict.fallback() && !last ? new NextCandidate() : new End();
    }
}
