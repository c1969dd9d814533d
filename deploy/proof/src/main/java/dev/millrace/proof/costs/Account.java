package dev.millrace.proof.costs;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * What attempts come to.
 *
 * @param cost by currency, without zeros behind the last decimal
 */
record Account(
        long attempts,
        long failed,
        long cancelled,
        long unpriced,
        long input,
        long output,
        long cached,
        long written,
        long reasoning,
        Map<String, BigDecimal> cost) {

    static final Account EMPTY = new Account(0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    Account {
        Map<String, BigDecimal> bare = new TreeMap<>();
        cost.forEach((currency, amount) -> bare.put(currency, amount.stripTrailingZeros()));
        cost = bare;
    }

    Account plus(Account other) {
        Map<String, BigDecimal> sum = new TreeMap<>(cost);
        other.cost.forEach((currency, amount) -> sum.merge(currency, amount, BigDecimal::add));
        return new Account(
                attempts + other.attempts,
                failed + other.failed,
                cancelled + other.cancelled,
                unpriced + other.unpriced,
                input + other.input,
                output + other.output,
                cached + other.cached,
                written + other.written,
                reasoning + other.reasoning,
                sum);
    }
}
