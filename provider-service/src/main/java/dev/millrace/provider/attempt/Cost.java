package dev.millrace.provider.attempt;

import dev.millrace.events.Money;
import dev.millrace.events.Price;
import dev.millrace.events.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a call cost. Prices are nano-units for a million tokens; the sum is exact and rounded once,
 * half up, to whole nano-units. Cached and cache-write tokens are parts of the input; where a price
 * names no figure for them they cost what input costs.
 */
public final class Cost {

    private Cost() {}

    /** Null when the price is unknown: an unpriced call is not a free one. */
    public static @Nullable Money of(Usage usage, @Nullable Price price) {
        if (price == null) {
            return null;
        }
        long cached = usage.getCachedInputTokens();
        long written = usage.getCacheWriteInputTokens();
        long plain = Math.max(0, usage.getInputTokens() - cached - written);
        BigDecimal sum =
                part(plain, price.getInputNanos())
                        .add(
                                part(
                                        cached,
                                        price.getCachedInputNanos().orElse(price.getInputNanos())))
                        .add(
                                part(
                                        written,
                                        price.getCacheWriteInputNanos()
                                                .orElse(price.getInputNanos())))
                        .add(part(usage.getOutputTokens(), price.getOutputNanos()));
        long nanos = sum.movePointLeft(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
        return new Money(nanos, price.getCurrency());
    }

    private static BigDecimal part(long tokens, long nanosPerMillion) {
        return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(nanosPerMillion));
    }
}
