package dev.millrace.provider.catalog;

import dev.millrace.events.Price;
import dev.millrace.events.PriceTier;
import dev.millrace.provider.attempt.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A price as the API takes and shows it and the database keeps it: units of the currency for a
 * million tokens, in decimal text. Reading trusts what {@link PriceRules} has let through.
 */
final class PriceJson {

    static final String CURRENCY = "currency";
    static final String INPUT = "input";
    static final String OUTPUT = "output";
    static final String CACHED = "cached_input";
    static final String WRITE = "cache_write_input";
    static final String TIERS = "tiers";
    static final String ABOVE = "above_input_tokens";
    static final String SERVICE = "service_tier";

    private static final int NANO = 9;

    private PriceJson() {}

    static Price read(JsonNode price) {
        return new Price(
                Json.text(price, CURRENCY),
                nanos(Json.text(price, INPUT)),
                nanos(Json.text(price, OUTPUT)),
                optional(price, CACHED),
                optional(price, WRITE),
                tiers(price.path(TIERS)));
    }

    static List<PriceTier> tiers(JsonNode list) {
        List<PriceTier> tiers = new ArrayList<>();
        for (JsonNode tier : list) {
            tiers.add(
                    new PriceTier(
                            tier.path(ABOVE).asLong(0),
                            Json.text(tier, SERVICE),
                            nanos(Json.text(tier, INPUT)),
                            nanos(Json.text(tier, OUTPUT)),
                            optional(tier, CACHED),
                            optional(tier, WRITE)));
        }
        return List.copyOf(tiers);
    }

    static ObjectNode write(Price price) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put(CURRENCY, price.getCurrency());
        rates(
                json,
                price.getInputNanos(),
                price.getOutputNanos(),
                price.getCachedInputNanos(),
                price.getCacheWriteInputNanos());
        json.set(TIERS, write(price.getTiers()));
        return json;
    }

    static ArrayNode write(List<PriceTier> tiers) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (PriceTier tier : tiers) {
            ObjectNode json = list.addObject();
            json.put(ABOVE, tier.getAboveInputTokens());
            if (!tier.getServiceTier().isEmpty()) {
                json.put(SERVICE, tier.getServiceTier());
            }
            rates(
                    json,
                    tier.getInputNanos(),
                    tier.getOutputNanos(),
                    tier.getCachedInputNanos(),
                    tier.getCacheWriteInputNanos());
        }
        return list;
    }

    private static void rates(
            ObjectNode json,
            long input,
            long output,
            Optional<Long> cached,
            Optional<Long> cacheWrite) {
        json.put(INPUT, units(input)).put(OUTPUT, units(output));
        cached.ifPresent(nanos -> json.put(CACHED, units(nanos)));
        cacheWrite.ifPresent(nanos -> json.put(WRITE, units(nanos)));
    }

    private static @Nullable Long optional(JsonNode price, String name) {
        return price.has(name) ? nanos(Json.text(price, name)) : null;
    }

    /** Exact, or it fails at once. */
    static long nanos(String units) {
        return new BigDecimal(units).movePointRight(NANO).longValueExact();
    }

    private static String units(long nanos) {
        return BigDecimal.valueOf(nanos, NANO).stripTrailingZeros().toPlainString();
    }
}
