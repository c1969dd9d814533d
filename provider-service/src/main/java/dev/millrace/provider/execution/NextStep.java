package dev.millrace.provider.execution;

import dev.millrace.events.Lane;
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

    /** So often the same candidate is asked again when there is nobody else. */
    int MOST_RETRIES = 3;

    /** With others in line one is enough. */
    int RETRIES_BEFORE_OTHERS = 1;

    /** Before the first retry; doubled before each further one. */
    Duration USUAL_PAUSE = Duration.ofMillis(250);

    Duration LONGEST_USUAL_PAUSE = Duration.ofSeconds(8);

    /**
     * The longest a provider may ask to wait before its own retry: longer, and another is asked, or
     * the caller is told. Bulk work has time.
     */
    Duration LONGEST_INTERACTIVE_PAUSE = Duration.ofSeconds(3);

    Duration LONGEST_BULK_PAUSE = Duration.ofMinutes(2);

    /**
     * Decides. A client that has seen text of one attempt never sees another's (rule 6), so a
     * failure after that is the end.
     *
     * @param shown a part of the answer is on its way to the client
     * @param calls how often this candidate has been called, this time included
     * @param others somebody else could be asked
     * @param left until the deadline
     * @param jitter between 0 and 1
     */
    static NextStep after(
            ProviderFailure failure,
            boolean shown,
            int calls,
            boolean others,
            Lane lane,
            Duration left,
            double jitter) {
        if (shown) {
            return new End();
        }
        if (failure instanceof ProviderFailure.InvalidOutput(RequestBody again, _)
                && again != null) {
            return new Ask(again);
        }
        if (failure instanceof ProviderFailure.Misworded) {
            // The adapter has learnt the other word: that is right, or nothing is.
            return calls == 1 ? new Again(Duration.ZERO) : new End();
        }
        boolean patient = lane == Lane.BULK && !others;
        boolean again =
                failure instanceof ProviderFailure.CircuitOpen
                        // Nobody was called. Bulk work waits until the model is back.
                        ? !others && (patient || calls <= MOST_RETRIES)
                        : Verdict.of(failure).retry()
                                && calls <= (others ? RETRIES_BEFORE_OTHERS : MOST_RETRIES);
        if (again) {
            Duration pause = pause(failure, calls, jitter);
            Duration longest = patient ? LONGEST_BULK_PAUSE : LONGEST_INTERACTIVE_PAUSE;
            if (pause.compareTo(longest) <= 0 && pause.compareTo(left) < 0) {
                return new Again(pause);
            }
        }
        return others ? new NextCandidate() : new End();
    }

    /**
     * Twice as long each time, half of it by chance; never earlier than the provider asked, and not
     * all at the same moment.
     */
    static Duration pause(ProviderFailure failure, int calls, double jitter) {
        Duration asked = Verdict.retryAfter(failure);
        if (asked != null) {
            return asked.plusMillis((long) (jitter * USUAL_PAUSE.toMillis()));
        }
        Duration full = USUAL_PAUSE.multipliedBy(1L << Math.min(calls - 1, 20));
        Duration bound = full.compareTo(LONGEST_USUAL_PAUSE) < 0 ? full : LONGEST_USUAL_PAUSE;
        return Duration.ofMillis((long) (bound.toMillis() * (0.5 + jitter / 2)));
    }
}
