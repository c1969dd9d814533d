package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Lane;
import dev.millrace.provider.attempt.ProviderFailure;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However a call fails: how long is waited, how often it is tried again, and when no more. */
class BackoffPropertyTest {

    private static final int TRIES = 2_000;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomFailures failures = new RandomFailures(random);

    private static ProviderFailure busy(@Nullable Duration pause) {
        return new ProviderFailure.Overloaded(pause, "");
    }

    @Test
    void thePauseDoublesWithinItsBoundsAndNeverUndercutsTheVendorsWish() {
        for (int i = 0; i < TRIES; i++) {
            int calls = 1 + random.nextInt(i % 10 == 0 ? Integer.MAX_VALUE - 1 : 40);
            double jitter = random.nextDouble();
            String where = "seed %d, try %d: %d calls, %f".formatted(seed, i, calls, jitter);
            long bound = calls > 6 ? 8_000 : 250L << (calls - 1);
            assertThat(NextStep.pause(busy(null), calls, jitter).toMillis())
                    .as(where)
                    .isBetween(bound / 2, bound);
            Duration asked = Duration.ofMillis(random.nextInt(86_400_000));
            ProviderFailure wished =
                    random.nextBoolean() ? busy(asked) : new ProviderFailure.RateLimited(asked, "");
            assertThat(NextStep.pause(wished, calls, jitter))
                    .as(where)
                    .isBetween(asked, asked.plusMillis(250));
            // More chance is never a shorter pause.
            assertThat(NextStep.pause(busy(null), calls, Math.min(1, jitter + 0.1)))
                    .as(where)
                    .isGreaterThanOrEqualTo(NextStep.pause(busy(null), calls, jitter));
        }
    }

    @Test
    void nobodyWaitsLongerThanTheLaneAllowsNorPastTheDeadlineNorForEver() {
        for (int i = 0; i < TRIES; i++) {
            RandomFailures.Kind kind = failures.next();
            @Nullable Duration wish =
                    random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(200_000));
            ProviderFailure failure =
                    switch (kind.failure()) {
                        case ProviderFailure.Overloaded _ -> busy(wish);
                        case ProviderFailure.RateLimited _ ->
                                new ProviderFailure.RateLimited(wish, "");
                        default -> kind.failure();
                    };
            boolean others = random.nextBoolean();
            Lane lane = random.nextBoolean() ? Lane.BULK : Lane.INTERACTIVE;
            Duration left = Duration.ofMillis(random.nextInt(300_000) - 1_000);
            boolean shown = random.nextInt(5) == 0;
            String where =
                    "seed %d, try %d: %s, others %s, %s, left %s, shown %s"
                            .formatted(seed, i, failure, others, lane, left, shown);
            int retries = 0;
            NextStep next = new NextStep.End();
            for (int calls = 1; calls <= 10; calls++) {
                next =
                        NextStep.after(
                                failure, shown, calls, others, lane, left, random.nextDouble());
                if (!(next instanceof NextStep.Again(Duration pause))) {
                    break;
                }
                retries++;
                assertThat(pause).as(where).isBetween(Duration.ZERO, longest(lane, others));
                assertThat(pause).as(where).isLessThan(left);
            }
            assertThat(retries).as(where).isLessThanOrEqualTo(others ? 1 : 3);
            if (shown || !kind.passing()) {
                assertThat(retries).as(where).isZero();
            }
            assertThat(next)
                    .as(where)
                    .isEqualTo(
                            others && !shown ? new NextStep.NextCandidate() : new NextStep.End());
        }
    }

    private static Duration longest(Lane lane, boolean others) {
        return lane == Lane.BULK && !others ? Duration.ofMinutes(2) : Duration.ofSeconds(3);
    }
}
