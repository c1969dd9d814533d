package dev.millrace.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContextSizesTest {

    private Instant now = Instant.EPOCH;
    private final Clock clock =
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            };
    private final ContextSizes sizes = new ContextSizes(clock);

    @Test
    void aSizeIsKeptWhileShortPromptsComeBetween() {
        assertThat(sizes.of("m", 100, 0)).isZero();
        assertThat(sizes.of("m", 10_000, 0)).isEqualTo(16_384);
        assertThat(sizes.of("m", 100, 0)).isEqualTo(16_384);
        assertThat(sizes.of("another", 100, 0)).isZero();
        now = now.plus(Duration.ofMinutes(4));
        assertThat(sizes.of("m", 10_000, 0)).isEqualTo(16_384);
        now = now.plus(Duration.ofMinutes(4));
        assertThat(sizes.of("m", 100, 0)).isEqualTo(16_384);
        now = now.plus(Duration.ofMinutes(2));
        assertThat(sizes.of("m", 100, 0)).isZero();
    }

    @Test
    void aSizeThatTheServerCouldNotTakeIsForgotten() {
        assertThat(sizes.of("m", 1_000_000, 0)).isEqualTo(1_048_576);
        sizes.forget("m");
        assertThat(sizes.of("m", 100, 0)).isZero();
    }

    @Test
    void anySizeHoldsItsTokensOrIsTheWindow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            long tokens = 1 + random.nextLong(1L << (1 + random.nextInt(22)));
            long window = random.nextBoolean() ? 0 : 512 + random.nextLong(1L << 18);
            long size = sizes.of("m" + i, tokens, window);
            assertThat(size)
                    .as("seed %d, try %d: %d tokens, window %d", seed, i, tokens, window)
                    .satisfies(
                            given -> {
                                if (given == 0) {
                                    assertThat(tokens).isLessThanOrEqualTo(4_096);
                                } else if (given != window) {
                                    assertThat(given).isBetween(tokens, 2 * tokens);
                                }
                            });
        }
    }
}
