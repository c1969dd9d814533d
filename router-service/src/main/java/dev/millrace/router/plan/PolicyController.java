package dev.millrace.router.plan;

import dev.millrace.router.policy.Policy;
import dev.millrace.router.policy.PriceTier;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** `GET /api/v1/routing/policy`: the numbers `auto` decides by. */
@RestController
final class PolicyController {

    /**
     * The active policy.
     *
     * @param priceTiers bounds of the standard tier for a million tokens, by currency
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Shown(
            String object,
            String version,
            List<Policy.Explained> weights,
            Map<String, Tier> priceTiers) {}

    /**
     * Amounts in units of the currency: economy is below, premium from {@code premiumFrom} on.
     *
     * @param standardFrom the cheapest standard price, three parts input and one part output
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Tier(String standardFrom, String premiumFrom) {

        static Tier of(PriceTier.Bounds bounds) {
            return new Tier(amount(bounds.from()), amount(bounds.to()));
        }

        private static String amount(long nanos) {
            return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
        }
    }

    private final Shown shown;

    PolicyController(Policy policy) {
        Map<String, Tier> tiers = new TreeMap<>();
        policy.prices().forEach((currency, bounds) -> tiers.put(currency, Tier.of(bounds)));
        this.shown = new Shown("routing.policy", policy.version(), policy.explained(), tiers);
    }

    @GetMapping("/api/v1/routing/policy")
    Shown policy() {
        return shown;
    }
}
