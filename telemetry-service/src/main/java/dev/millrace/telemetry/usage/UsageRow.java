package dev.millrace.telemetry.usage;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Usage of one group, as the API shows it.
 *
 * @param group the group's values by name; a value is null where none is known
 * @param cost one entry for each currency, sorted
 */
record UsageRow(
        Map<String, @Nullable String> group,
        Requests requests,
        Attempts attempts,
        Tokens tokens,
        List<Cost> cost) {

    /**
     * Requests that ended in the time asked for.
     *
     * @param meanLatencyMs from acceptance to the end; null without any
     * @param meanFirstTokenMs null without any
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Requests(
            long total,
            long completed,
            long failed,
            long cancelled,
            long expired,
            @Nullable Long meanLatencyMs,
            @Nullable Long meanFirstTokenMs) {}

    /**
     * Calls to providers that started in the time asked for.
     *
     * @param lost their end never came
     * @param unpriced without a known cost
     * @param estimated whose tokens were counted here, because the provider did not say
     */
    record Attempts(
            long total,
            long succeeded,
            long failed,
            long cancelled,
            long lost,
            long unpriced,
            long estimated) {}

    /** As billed: cached and cache-write are parts of input, reasoning is a part of output. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Tokens(
            BigDecimal input,
            BigDecimal output,
            BigDecimal cachedInput,
            BigDecimal cacheWriteInput,
            BigDecimal reasoningOutput) {}

    /**
     * Exact decimal numbers as text: JSON readers make floating point of numbers.
     *
     * @param amount spent on attempts that ended
     * @param lostAmount reserved for attempts that were lost, not part of the amount
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Cost(String currency, String amount, String lostAmount) {

        static Cost ofNanos(String currency, BigDecimal nanos, BigDecimal lostNanos) {
            return new Cost(currency, decimal(nanos), decimal(lostNanos));
        }

        private static String decimal(BigDecimal nanos) {
            return nanos.movePointLeft(9).stripTrailingZeros().toPlainString();
        }
    }
}
