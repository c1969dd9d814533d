package dev.millrace.provider.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Money;
import dev.millrace.events.Price;
import dev.millrace.events.Usage;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostTest {

    private static Usage usage(long input, long output, long cached, long written) {
        return new Usage(input, output, cached, written, 0L, false);
    }

    @Test
    void partsOfTheInputHaveTheirOwnPrices() {
        Price price =
                new Price(
                        "USD",
                        5_000_000_000L,
                        30_000_000_000L,
                        500_000_000L,
                        6_250_000_000L,
                        List.of());
        // 700 × 5000 + 200 × 500 + 100 × 6250 + 10 × 30000 nano-dollars
        assertThat(Cost.of(usage(1_000, 10, 200, 100), price))
                .isEqualTo(new Money(4_525_000L, "USD"));
    }

    @Test
    void cachedTokensCostWhatInputCostsWhereNothingElseIsKnown() {
        Price price = new Price("CNY", 4_000_000L, 0L, null, null, List.of());
        assertThat(Cost.of(usage(1_000, 7, 400, 100), price)).isEqualTo(new Money(4_000L, "CNY"));
    }

    @Test
    void fractionsOfANanoUnitAreSummedBeforeTheyAreRounded() {
        Price price = new Price("USD", 2_800_000L, 2_800_000L, null, null, List.of());
        // 2.8 + 2.8 = 5.6 nano-dollars; rounded one by one they would be 6 as well, so take halves
        assertThat(Cost.of(usage(1, 1, 0, 0), price)).isEqualTo(new Money(6L, "USD"));
        Price half = new Price("USD", 500_000L, 500_000L, null, null, List.of());
        assertThat(Cost.of(usage(1, 1, 0, 0), half)).isEqualTo(new Money(1L, "USD"));
        assertThat(Cost.of(usage(1, 0, 0, 0), half)).isEqualTo(new Money(1L, "USD"));
    }

    @Test
    void anUnknownPriceIsNoPriceAndAFreeOneIsZero() {
        assertThat(Cost.of(usage(5, 5, 0, 0), null)).isNull();
        assertThat(Cost.of(usage(5, 5, 0, 0), new Price("USD", 0L, 0L, null, null, List.of())))
                .isEqualTo(new Money(0L, "USD"));
    }

    @Test
    void theSumIsExactForAllAmounts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long cached = random.nextInt(1_000_000);
            long written = random.nextInt(1_000_000);
            long input = cached + written + random.nextInt(10_000_000);
            long output = random.nextInt(1_000_000);
            long[] p = random.longs(4, 0, 100_000_000_000L).toArray();
            BigInteger expected =
                    product(input - cached - written, p[0])
                            .add(product(output, p[1]))
                            .add(product(cached, p[2]))
                            .add(product(written, p[3]))
                            .add(BigInteger.valueOf(500_000))
                            .divide(BigInteger.valueOf(1_000_000));
            Money cost =
                    Cost.of(
                            usage(input, output, cached, written),
                            new Price("USD", p[0], p[1], p[2], p[3], List.of()));
            assertThat(cost)
                    .as("seed %d, try %d", seed, i)
                    .isEqualTo(new Money(expected.longValueExact(), "USD"));
        }
    }

    private static BigInteger product(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }
}
