package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NextStepTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ProviderFailure BUSY = new ProviderFailure.Overloaded(null, "");

    private static List<ProviderFailure> everyKind() {
        return List.of(
                BUSY,
                new ProviderFailure.RateLimited(null, ""),
                new ProviderFailure.QuotaExhausted(""),
                new ProviderFailure.ServerError(500, ""),
                new ProviderFailure.Timeout(Phase.CONNECT),
                new ProviderFailure.Timeout(Phase.TOTAL),
                new ProviderFailure.Connection(""),
                new ProviderFailure.Interrupted(),
                new ProviderFailure.InvalidAnswer(""),
                new ProviderFailure.AnswerTooLarge(),
                new ProviderFailure.Authentication(""),
                new ProviderFailure.ModelNotFound(""),
                new ProviderFailure.InvalidRequest(null, ""),
                new ProviderFailure.Misworded("max_tokens", ""),
                new ProviderFailure.ContextTooLong(""),
                new ProviderFailure.ContentFiltered(""),
                new ProviderFailure.Cancelled());
    }

    @Test
    void nothingFollowsOnceTextWasShown() {
        for (ProviderFailure failure : everyKind()) {
            assertThat(NextStep.after(failure, true, 1, false, MINUTE, 0))
                    .isEqualTo(new NextStep.End());
        }
    }

    @Test
    void aPassingTroubleIsTriedOnceMoreThenTheNextIsAsked() {
        assertThat(NextStep.after(BUSY, false, 1, false, MINUTE, 0))
                .isEqualTo(new NextStep.Again(Duration.ofMillis(125)));
        assertThat(NextStep.after(BUSY, false, 1, true, MINUTE, 1))
                .isEqualTo(new NextStep.Again(Duration.ofMillis(375)));
        assertThat(NextStep.after(BUSY, false, 2, false, MINUTE, 0))
                .isEqualTo(new NextStep.NextCandidate());
        assertThat(NextStep.after(BUSY, false, 2, true, MINUTE, 0)).isEqualTo(new NextStep.End());
    }

    @Test
    void whatWasMiswordedIsPutAnotherWayAtOnceAndToNobodyElse() {
        ProviderFailure learnt = new ProviderFailure.Misworded("max_tokens", "");
        assertThat(NextStep.after(learnt, false, 1, false, MINUTE, 0))
                .isEqualTo(new NextStep.Again(Duration.ZERO));
        assertThat(NextStep.after(learnt, false, 2, false, MINUTE, 0))
                .isEqualTo(new NextStep.End());
    }

    @Test
    void aShortPauseIsHonouredAndALongOneSendsToTheNext() {
        assertThat(limited(2, false)).isEqualTo(new NextStep.Again(Duration.ofSeconds(2)));
        assertThat(limited(30, false)).isEqualTo(new NextStep.NextCandidate());
        assertThat(limited(30, true)).isEqualTo(new NextStep.End());
    }

    private static NextStep limited(int seconds, boolean last) {
        return NextStep.after(
                new ProviderFailure.RateLimited(Duration.ofSeconds(seconds), ""),
                false,
                1,
                last,
                MINUTE,
                0);
    }

    @Test
    void aPauseNeverOutlastsTheDeadline() {
        assertThat(NextStep.after(BUSY, false, 1, false, Duration.ofMillis(50), 0))
                .isEqualTo(new NextStep.NextCandidate());
    }

    @Test
    void theCallersOwnFaultIsTakenToNobodyElse() {
        for (ProviderFailure failure :
                List.of(
                        new ProviderFailure.InvalidRequest(null, ""),
                        new ProviderFailure.ContentFiltered(""),
                        new ProviderFailure.Cancelled(),
                        new ProviderFailure.Timeout(Phase.TOTAL))) {
            assertThat(NextStep.after(failure, false, 1, false, MINUTE, 0))
                    .isEqualTo(new NextStep.End());
        }
    }
}
