package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Lane;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.RequestBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NextStepTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ProviderFailure BUSY = new ProviderFailure.Overloaded(null, "");

    private static final RequestBody BODY =
            RequestBody.parse("{}".getBytes(StandardCharsets.UTF_8));

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
                new ProviderFailure.InvalidOutput(BODY, ""),
                new ProviderFailure.AnswerTooLarge(),
                new ProviderFailure.Authentication(""),
                new ProviderFailure.ModelNotFound(""),
                new ProviderFailure.InvalidRequest(null, ""),
                new ProviderFailure.Misworded("max_tokens", ""),
                new ProviderFailure.ContextTooLong(""),
                new ProviderFailure.ContentFiltered(""),
                new ProviderFailure.Cancelled());
    }

    private static NextStep after(ProviderFailure failure, int calls, boolean others) {
        return NextStep.after(failure, false, calls, others, Lane.INTERACTIVE, MINUTE, 0);
    }

    @Test
    void nothingFollowsOnceTextWasShown() {
        for (ProviderFailure failure : everyKind()) {
            assertThat(NextStep.after(failure, true, 1, true, Lane.INTERACTIVE, MINUTE, 0))
                    .isEqualTo(new NextStep.End());
        }
    }

    @Test
    void aPassingTroubleIsTriedOnceMoreThenTheNextIsAsked() {
        assertThat(after(BUSY, 1, true)).isEqualTo(new NextStep.Again(Duration.ofMillis(125)));
        assertThat(after(BUSY, 2, true)).isEqualTo(new NextStep.NextCandidate());
    }

    @Test
    void whoeverIsTheLastIsAskedThreeTimesMore() {
        assertThat(after(BUSY, 1, false)).isEqualTo(new NextStep.Again(Duration.ofMillis(125)));
        assertThat(after(BUSY, 2, false)).isEqualTo(new NextStep.Again(Duration.ofMillis(250)));
        assertThat(after(BUSY, 3, false)).isEqualTo(new NextStep.Again(Duration.ofMillis(500)));
        assertThat(after(BUSY, 4, false)).isEqualTo(new NextStep.End());
    }

    @Test
    void anAnswerThatIsNoneIsAskedForDifferentlyOrNotAtAll() {
        assertThat(after(new ProviderFailure.InvalidOutput(BODY, ""), 3, false))
                .isEqualTo(new NextStep.Ask(BODY));
        assertThat(after(new ProviderFailure.InvalidOutput(null, ""), 1, false))
                .isEqualTo(new NextStep.End());
    }

    @Test
    void whatWasMiswordedIsPutAnotherWayAtOnceAndToNobodyElse() {
        ProviderFailure learnt = new ProviderFailure.Misworded("max_tokens", "");
        assertThat(after(learnt, 1, false)).isEqualTo(new NextStep.Again(Duration.ZERO));
        assertThat(after(learnt, 2, false)).isEqualTo(new NextStep.End());
    }

    @Test
    void aShortPauseIsHonouredAndALongOneSendsToTheNext() {
        assertThat(after(limited(2), 1, true)).isEqualTo(new NextStep.Again(Duration.ofSeconds(2)));
        assertThat(after(limited(30), 1, true)).isEqualTo(new NextStep.NextCandidate());
        assertThat(after(limited(30), 1, false)).isEqualTo(new NextStep.End());
    }

    @Test
    void bulkWorkWaitsAsLongAsItIsAsked() {
        assertThat(NextStep.after(limited(30), false, 1, false, Lane.BULK, MINUTE, 0))
                .isEqualTo(new NextStep.Again(Duration.ofSeconds(30)));
        assertThat(NextStep.after(limited(30), false, 1, true, Lane.BULK, MINUTE, 0))
                .isEqualTo(new NextStep.NextCandidate());
    }

    @Test
    void aModelThatIsLeftAloneIsPassedOverAndBulkWorkWaitsForItWhenThereIsNoOther() {
        ProviderFailure open = new ProviderFailure.CircuitOpen();
        assertThat(after(open, 1, true)).isEqualTo(new NextStep.NextCandidate());
        assertThat(after(open, 3, false)).isInstanceOf(NextStep.Again.class);
        assertThat(after(open, 4, false)).isEqualTo(new NextStep.End());
        assertThat(NextStep.after(open, false, 40, false, Lane.BULK, MINUTE, 1))
                .isEqualTo(new NextStep.Again(Duration.ofSeconds(8)));
    }

    private static ProviderFailure limited(int seconds) {
        return new ProviderFailure.RateLimited(Duration.ofSeconds(seconds), "");
    }

    @Test
    void aPauseNeverOutlastsTheDeadline() {
        assertThat(NextStep.after(BUSY, false, 1, true, Lane.INTERACTIVE, Duration.ofMillis(50), 0))
                .isEqualTo(new NextStep.NextCandidate());
    }

    @Test
    void backoffStaysWithinItsBoundsAndNeverUndercutsTheProvidersWish() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            int calls = 1 + random.nextInt(40);
            double jitter = random.nextDouble();
            Duration usual = NextStep.pause(BUSY, calls, jitter);
            long bound = Math.min(8_000, 250L << Math.min(calls - 1, 20));
            assertThat(usual.toMillis()).as("seed %d, try %d", seed, i).isBetween(bound / 2, bound);
            int asked = random.nextInt(100);
            assertThat(NextStep.pause(limited(asked), calls, jitter).toMillis())
                    .as("seed %d, try %d", seed, i)
                    .isBetween(asked * 1_000L, asked * 1_000L + 250);
        }
    }
}
