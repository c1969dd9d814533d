package dev.millrace.provider.attempt;

import dev.millrace.events.Money;
import dev.millrace.events.Price;
import dev.millrace.events.PriceTier;
import dev.millrace.events.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a call cost; nothing else computes money. Prices are nano-units of a currency for a million
 * tokens; the sum is exact and rounded once, half up, to whole nano-units. Cached and cache-write
 * tokens are parts of the input and cost what input costs where a price names no figure for them;
 * reasoning tokens are a part of the output and cost what output costs. A tier holds for the whole
 * call: for all of its tokens, not only for those beyond the bound.
 */
public final class Cost {

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    /** What tokens cost in a tier, or outside of all of them. */
    private record Rates(
            long input, long output, Optional<Long> cached, Optional<Long> cacheWrite) {}

    private Cost() {}

    /**
     * Null when the price is unknown: an unpriced call is not a free one. Null also for more money
     * than a record can hold, which no real usage comes near.
     *
     * @param serviceTier the tier of service that the answer names; null or empty when it names
     *     none
     */
    public static @Nullable Money of(
            Usage usage, @Nullable Price price, @Nullable String serviceTier) {
        if (price == null) {
            return null;
        }
        Rates rates = rates(price, usage.getInputTokens(), serviceTier == null ? "" : serviceTier);
        long cached = Math.max(0, usage.getCachedInputTokens());
        long written = Math.max(0, usage.getCacheWriteInputTokens());
        long plain = Math.max(0, usage.getInputTokens() - cached - written);
        BigDecimal sum =
                part(plain, rates.input())
                        .add(part(cached, rates.cached().orElse(rates.input())))
                        .add(part(written, rates.cacheWrite().orElse(rates.input())))
                        .add(part(Math.max(0, usage.getOutputTokens()), rates.output()));
        BigInteger nanos = sum.movePointLeft(6).setScale(0, RoundingMode.HALF_UP).toBigInteger();
        return nanos.compareTo(MOST) > 0
                ? null
                : new Money(nanos.longValueExact(), price.getCurrency());
    }

    /**
     * The tiers that name the answer's tier of service come first, then those that name none, then
     * the price itself; among several the one for the largest inputs.
     */
    private static Rates rates(Price price, long input, String serviceTier) {
        PriceTier best = null;
        for (PriceTier tier : price.getTiers()) {
            if (holds(tier, input, serviceTier) && (best == null || isBefore(tier, best))) {
                best = tier;
            }
        }
        return best == null
                ? new Rates(
                        price.getInputNanos(),
                        price.getOutputNanos(),
                        price.getCachedInputNanos(),
                        price.getCacheWriteInputNanos())
                : new Rates(
                        best.getInputNanos(),
                        best.getOutputNanos(),
                        best.getCachedInputNanos(),
                        best.getCacheWriteInputNanos());
    }

    private static boolean holds(PriceTier tier, long input, String serviceTier) {
        return (tier.getAboveInputTokens() <= 0 || input > tier.getAboveInputTokens())
                && (tier.getServiceTier().isEmpty()
                        || tier.getServiceTier().equalsIgnoreCase(serviceTier));
    }

    /** Both hold, so their tiers of service are the answer's or empty. */
    private static boolean isBefore(PriceTier tier, PriceTier other) {
        boolean named = !tier.getServiceTier().isEmpty();
        boolean otherNamed = !other.getServiceTier().isEmpty();
        return named == otherNamed
                ? tier.getAboveInputTokens() > other.getAboveInputTokens()
                : named;
    }

    private static BigDecimal part(long tokens, long nanosPerMillion) {
        return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(nanosPerMillion));
    }
}
