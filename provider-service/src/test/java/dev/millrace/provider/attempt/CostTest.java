package dev.millrace.provider.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Money;
import dev.millrace.events.Price;
import dev.millrace.events.PriceTier;
import dev.millrace.events.Usage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
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
        assertThat(Cost.of(usage(1_000, 10, 200, 100), price, null))
                .isEqualTo(new Money(4_525_000L, "USD"));
    }

    @Test
    void cachedTokensCostWhatInputCostsWhereNothingElseIsKnown() {
        Price price = new Price("CNY", 4_000_000L, 0L, null, null, List.of());
        assertThat(Cost.of(usage(1_000, 7, 400, 100), price, null))
                .isEqualTo(new Money(4_000L, "CNY"));
    }

    @Test
    void fractionsOfANanoUnitAreSummedBeforeTheyAreRounded() {
        Price price = new Price("USD", 2_800_000L, 2_800_000L, null, null, List.of());
        // 2.8 + 2.8 = 5.6 nano-dollars; rounded one by one they would be 6 as well, so take halves
        assertThat(Cost.of(usage(1, 1, 0, 0), price, null)).isEqualTo(new Money(6L, "USD"));
        Price half = new Price("USD", 500_000L, 500_000L, null, null, List.of());
        assertThat(Cost.of(usage(1, 1, 0, 0), half, null)).isEqualTo(new Money(1L, "USD"));
        assertThat(Cost.of(usage(1, 0, 0, 0), half, null)).isEqualTo(new Money(1L, "USD"));
    }

    @Test
    void anUnknownPriceIsNoPriceAndAFreeOneIsZero() {
        assertThat(Cost.of(usage(5, 5, 0, 0), null, null)).isNull();
        assertThat(
                        Cost.of(
                                usage(5, 5, 0, 0),
                                new Price("USD", 0L, 0L, null, null, List.of()),
                                null))
                .isEqualTo(new Money(0L, "USD"));
    }

    private static PriceTier tier(long above, String service, long nanos) {
        return new PriceTier(above, service, nanos, nanos, null, null);
    }

    /** Nano-dollars of a million tokens of input. */
    private static long perMillion(Price price, long input, @Nullable String serviceTier) {
        Money cost = Cost.of(usage(input, 0, 0, 0), price, serviceTier);
        return Objects.requireNonNull(cost).getNanos() * 1_000_000 / input;
    }

    @Test
    void aTierHoldsForTheWholeCallAndOnlyAboveItsBound() {
        Price price =
                new Price(
                        "USD",
                        1_000_000_000L,
                        0L,
                        null,
                        null,
                        List.of(
                                tier(128_000, "", 3_000_000_000L),
                                tier(32_000, "", 2_000_000_000L)));
        assertThat(perMillion(price, 32_000, null)).isEqualTo(1_000_000_000L);
        assertThat(perMillion(price, 32_001, null)).isEqualTo(2_000_000_000L);
        assertThat(perMillion(price, 128_000, null)).isEqualTo(2_000_000_000L);
        assertThat(perMillion(price, 200_000, "default")).isEqualTo(3_000_000_000L);
    }

    @Test
    void theAnswersTierOfServiceComesBeforeTheSizeOfTheInput() {
        Price price =
                new Price(
                        "USD",
                        4_000_000_000L,
                        0L,
                        null,
                        null,
                        List.of(
                                tier(1_000, "", 8_000_000_000L),
                                tier(0, "flex", 2_000_000_000L),
                                tier(1_000, "flex", 3_000_000_000L),
                                tier(1_000, "priority", 9_000_000_000L)));
        assertThat(perMillion(price, 1_000, "flex")).isEqualTo(2_000_000_000L);
        assertThat(perMillion(price, 2_000, "FLEX")).isEqualTo(3_000_000_000L);
        assertThat(perMillion(price, 1_000, "priority")).isEqualTo(4_000_000_000L);
        assertThat(perMillion(price, 2_000, "priority")).isEqualTo(9_000_000_000L);
        assertThat(perMillion(price, 2_000, "default")).isEqualTo(8_000_000_000L);
        assertThat(perMillion(price, 2_000, null)).isEqualTo(8_000_000_000L);
    }

    @Test
    void aTierWithoutAFigureForCachedTokensTakesThemForItsInput() {
        Price price =
                new Price(
                        "USD",
                        1_000_000L,
                        0L,
                        100_000L,
                        1_250_000L,
                        List.of(tier(10, "", 2_000_000L)));
        assertThat(Cost.of(usage(100, 0, 50, 50), price, null)).isEqualTo(new Money(200L, "USD"));
    }

    @Test
    void reasoningIsAPartOfTheOutput() {
        Price price = new Price("USD", 0L, 1_000_000L, null, null, List.of());
        assertThat(Cost.of(new Usage(0L, 100L, 0L, 0L, 90L, false), price, null))
                .isEqualTo(new Money(100L, "USD"));
    }

    @Test
    void moreMoneyThanARecordHoldsIsNoPrice() {
        Price price = new Price("USD", 1_000_000_000L, 0L, null, null, List.of());
        assertThat(Cost.of(usage(Long.MAX_VALUE, 0, 0, 0), price, null)).isNull();
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
                            new Price("USD", p[0], p[1], p[2], p[3], List.of()),
                            null);
            assertThat(cost)
                    .as("seed %d, try %d", seed, i)
                    .isEqualTo(new Money(expected.longValueExact(), "USD"));
        }
    }

    /** Tiers in any order, against a sort that knows nothing of how one is looked for. */
    @Test
    void theTierThatHoldsIsTheSameInWhateverOrderTheyStand() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> services = List.of("", "flex", "priority");
        for (int i = 0; i < 500; i++) {
            Map<String, PriceTier> different = new HashMap<>();
            for (int n = random.nextInt(6); n > 0; n--) {
                PriceTier tier =
                        tier(
                                random.nextInt(4) * 100L,
                                services.get(random.nextInt(3)),
                                1_000_000L * (1L + random.nextInt(50)));
                different.put(tier.getServiceTier() + tier.getAboveInputTokens(), tier);
            }
            List<PriceTier> tiers = new ArrayList<>(different.values());
            Collections.shuffle(tiers, random);
            long input = 1L + random.nextInt(400);
            String service = services.get(random.nextInt(3));
            long expected =
                    tiers.stream()
                            .filter(t -> List.of("", service).contains(t.getServiceTier()))
                            .filter(
                                    t ->
                                            t.getAboveInputTokens() == 0
                                                    || t.getAboveInputTokens() < input)
                            .sorted(
                                    Comparator.comparing(PriceTier::getServiceTier)
                                            .thenComparingLong(PriceTier::getAboveInputTokens)
                                            .reversed())
                            .map(PriceTier::getInputNanos)
                            .findFirst()
                            .orElse(77_000_000L);
            Price price = new Price("USD", 77_000_000L, 0L, null, null, tiers);
            assertThat(Cost.of(usage(input, 0, 0, 0), price, service))
                    .as("seed %d, try %d", seed, i)
                    .isEqualTo(new Money(input * expected / 1_000_000, "USD"));
        }
    }

    private static BigInteger product(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }
}
