package dev.millrace.telemetry.attempt;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.Money;
import dev.millrace.events.Usage;
import dev.millrace.telemetry.rollup.ColumnText;
import dev.millrace.telemetry.rollup.ColumnTime;
import dev.millrace.telemetry.rollup.Dimensions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt used.
 *
 * @param startedAt decides its day and hour
 * @param endedAt null when it was lost
 * @param costNanos billionths of the currency unit; null when there is no known price; of a lost
 *     attempt what was reserved
 * @param currency empty when there is no cost
 */
record AttemptFact(
        String attemptId,
        String requestId,
        @Nullable String runId,
        int ordinal,
        Instant startedAt,
        @Nullable Instant endedAt,
        Dimensions dimensions,
        AttemptState state,
        @Nullable String failureCode,
        Tokens tokens,
        @Nullable Long costNanos,
        String currency,
        @Nullable Long firstTokenMillis) {

    /** Token counts as billed, each between 0 and a bound no call reaches. */
    record Tokens(
            long input,
            long output,
            long cachedInput,
            long cacheWriteInput,
            long reasoningOutput,
            boolean estimated) {

        static final Tokens NONE = new Tokens(0, 0, 0, 0, 0, false);
        private static final long MOST = 1_000_000_000_000L;

        static Tokens of(Usage usage) {
            return new Tokens(
                    bounded(usage.getInputTokens()),
                    bounded(usage.getOutputTokens()),
                    bounded(usage.getCachedInputTokens()),
                    bounded(usage.getCacheWriteInputTokens()),
                    bounded(usage.getReasoningOutputTokens()),
                    usage.getEstimated());
        }

        /** Vendors send what they like; one absurd number must not spoil a sum for ever. */
        private static long bounded(long tokens) {
            return Math.clamp(tokens, 0, MOST);
        }
    }

    static AttemptFact of(AttemptEnded ended) {
        Money cost = ended.getCost().orElse(null);
        return new AttemptFact(
                ColumnText.of(ended.getAttemptId()),
                ColumnText.of(ended.getRequestId()),
                ended.getRunId().map(ColumnText::of).orElse(null),
                ended.getOrdinal(),
                ColumnTime.of(ended.getStartedAt()),
                ColumnTime.of(ended.getEndedAt()),
                Dimensions.of(
                        ended.getOwner(),
                        ended.getKeyId(),
                        ended.getProvider(),
                        ended.getModel(),
                        ended.getOperation(),
                        ended.getLane()),
                AttemptState.of(ended.getEnding()),
                ended.getFailureCode().map(ColumnText::of).orElse(null),
                Tokens.of(ended.getUsage()),
                cost == null ? null : cost.getNanos(),
                cost == null ? "" : ColumnText.of(cost.getCurrency()),
                ended.getFirstTokenMillis().orElse(null));
    }

    LocalDate day() {
        return startedAt.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
