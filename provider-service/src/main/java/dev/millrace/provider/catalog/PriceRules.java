package dev.millrace.provider.catalog;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a price may be. Amounts are decimal text, never numbers: a reader between here and the
 * sender may have made a binary fraction of a number.
 */
final class PriceRules {

    private static final List<String> RATES =
            List.of(PriceJson.INPUT, PriceJson.OUTPUT, PriceJson.CACHED, PriceJson.WRITE);

    /** As many digits as a price in nano-units has, and no more than a sum of money can take. */
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,6}(\\.\\d{1,9})?");

    private static final String AMOUNTS = "0–999999, up to 9 decimals";
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,40}");
    private static final int MOST_TIERS = 20;

    private PriceRules() {}

    /**
     * Passes a price that can be kept.
     *
     * @throws ApiException naming the member that cannot
     */
    static void check(String path, JsonNode price) {
        if (!price.isObject()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "object");
        }
        for (String name : price.propertyNames()) {
            if (!RATES.contains(name)
                    && !name.equals(PriceJson.CURRENCY)
                    && !name.equals(PriceJson.TIERS)) {
                throw ApiException.at(path + "." + name, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        currency(path + "." + PriceJson.CURRENCY, price.path(PriceJson.CURRENCY));
        rates(path, price);
        if (price.has(PriceJson.TIERS)) {
            tiers(path + "." + PriceJson.TIERS, price.get(PriceJson.TIERS));
        }
    }

    private static void tiers(String path, JsonNode tiers) {
        if (!tiers.isArray()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "array");
        }
        if (tiers.size() > MOST_TIERS) {
            throw ApiException.at(path, ErrorCode.INVALID_VALUE, "0–" + MOST_TIERS);
        }
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode tier : tiers) {
            String at = path + "[" + index++ + "]";
            tier(at, tier);
            String holds =
                    tier.path(PriceJson.ABOVE).asLong(0)
                            + " "
                            + tier.path(PriceJson.SERVICE).asString("").toLowerCase(Locale.ROOT);
            if (!seen.add(holds)) {
                // Two prices for the same calls.
                throw ApiException.at(at, ErrorCode.INVALID_VALUE);
            }
        }
    }

    private static void tier(String path, JsonNode tier) {
        if (!tier.isObject()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "object");
        }
        for (String name : tier.propertyNames()) {
            if (!RATES.contains(name)
                    && !name.equals(PriceJson.ABOVE)
                    && !name.equals(PriceJson.SERVICE)) {
                throw ApiException.at(path + "." + name, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        JsonNode above = tier.path(PriceJson.ABOVE);
        if (!above.isMissingNode()) {
            OverrideRules.tokens(path + "." + PriceJson.ABOVE, above, 0);
        }
        JsonNode service = tier.path(PriceJson.SERVICE);
        if (!service.isMissingNode()) {
            text(path + "." + PriceJson.SERVICE, service, WORD, "flex, priority, …");
        }
        if (above.asLong(0) == 0 && service.isMissingNode()) {
            // It would hold always and hide the price it belongs to.
            throw ApiException.at(
                    path + "." + PriceJson.ABOVE, ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        rates(path, tier);
    }

    private static void rates(String path, JsonNode price) {
        for (String name : RATES) {
            JsonNode amount = price.path(name);
            if (!amount.isMissingNode()) {
                text(path + "." + name, amount, AMOUNT, AMOUNTS);
            } else if (name.equals(PriceJson.INPUT) || name.equals(PriceJson.OUTPUT)) {
                throw ApiException.at(path + "." + name, ErrorCode.MISSING_REQUIRED_PARAMETER);
            }
        }
    }

    private static void currency(String path, JsonNode currency) {
        if (currency.isMissingNode()) {
            throw ApiException.at(path, ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        if (!currency.isString()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "string");
        }
        try {
            Currency.getInstance(currency.stringValue());
        } catch (IllegalArgumentException _) {
            throw ApiException.at(path, ErrorCode.INVALID_VALUE, "USD, CNY, EUR, …");
        }
    }

    private static void text(String path, JsonNode value, Pattern allowed, String words) {
        if (!value.isString()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "string");
        }
        if (!allowed.matcher(value.stringValue()).matches()) {
            throw ApiException.at(path, ErrorCode.INVALID_VALUE, words);
        }
    }
}
