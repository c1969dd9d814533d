package dev.millrace.proof.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.proof.limits.Sliding.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private static Use use(long millis, long amount) {
        return new Use(START.plusMillis(millis), amount);
    }

    @Test
    void aWindowHoldsWhatLiesWithinIt() {
        Sliding uses = new Sliding(List.of(use(10_000, 3), use(0, 1), use(9_999, 2)));

        assertThat(uses.most(WINDOW)).isEqualTo(5);
        assertThat(uses.most(Duration.ofMillis(10_001))).isEqualTo(6);
        assertThat(uses.least(WINDOW, START, START.plusSeconds(20))).isEqualTo(0);
        assertThat(uses.least(WINDOW, START.minusMillis(1), START.plusSeconds(12))).isEqualTo(1);
    }

    @Test
    void aTimeThatHoldsNoWholeWindowSaysNothing() {
        assertThatThrownBy(
                        () -> new Sliding(List.of()).least(WINDOW, START, START.plusMillis(9_999)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noWindowThatSomebodyTriesHoldsMoreThanTheMostOrLessThanTheLeast() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<Use> uses = new ArrayList<>();
            int count = 1 + random.nextInt(100);
            for (int n = 0; n < count; n++) {
                uses.add(use(random.nextInt(60_000), random.nextInt(10)));
            }
            Sliding sliding = new Sliding(uses);
            long from = random.nextInt(60_000) - WINDOW.toMillis();
            long within =
                    uses.stream()
                            .filter(use -> use.at().isAfter(START.plusMillis(from)))
                            .filter(use -> use.at().isBefore(START.plusMillis(from).plus(WINDOW)))
                            .mapToLong(Use::amount)
                            .sum();
            assertThat(within)
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(sliding.most(WINDOW))
                    .isGreaterThanOrEqualTo(
                            sliding.least(
                                    WINDOW,
                                    START.minus(WINDOW),
                                    START.plusSeconds(60).plus(WINDOW)));
        }
    }
}
