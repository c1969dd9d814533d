package dev.millrace.router.policy;

import dev.millrace.events.Price;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model's price class: the only hint of its strength that every vendor publishes. */
public enum PriceTier {
    ECONOMY(0),
    STANDARD(1),
    PREMIUM(2);

    private final int step;

    PriceTier(int step) {
        this.step = step;
    }

    /**
     * Bounds of the middle tier in nano-units of a currency per million tokens.
     *
     * @param from the cheapest that is no longer economy
     * @param to the cheapest that is premium
     */
    public record Bounds(long from, long to) {}

    /** Unknown prices and currencies count as the middle: neither a bargain nor a luxury. */
    static PriceTier of(@Nullable Price price, Policy policy) {
        Bounds bounds = price == null ? null : policy.prices().get(price.getCurrency());
        if (price == null || bounds == null) {
            return STANDARD;
        }
        long blended = blended(price);
        return blended < bounds.from() ? ECONOMY : blended < bounds.to() ? STANDARD : PREMIUM;
    }

    /** Three parts input and one part output, the usual mix of a chat. */
    static long blended(Price price) {
        return (3 * price.getInputNanos() + price.getOutputNanos()) / 4;
    }

    /** Steps between two tiers. */
    int distanceTo(PriceTier other) {
        return Math.abs(step - other.step);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
