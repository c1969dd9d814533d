package dev.millrace.telemetry.attempt;

import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Money;
import dev.millrace.telemetry.attempt.AttemptFact.Tokens;
import dev.millrace.telemetry.rollup.ColumnText;
import dev.millrace.telemetry.rollup.ColumnTime;
import dev.millrace.telemetry.rollup.Dimensions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that was announced and has not ended yet.
 *
 * @param reservedNanos what was set aside for it; null when nothing was
 */
record OpenAttempt(
        String attemptId,
        String requestId,
        @Nullable String runId,
        int ordinal,
        Instant startedAt,
        Dimensions dimensions,
        @Nullable Long reservedNanos,
        String currency) {

    static OpenAttempt of(AttemptStarted started) {
        Money reserved = started.getReserved().orElse(null);
        return new OpenAttempt(
                ColumnText.of(started.getAttemptId()),
                ColumnText.of(started.getRequestId()),
                started.getRunId().map(ColumnText::of).orElse(null),
                started.getOrdinal(),
                ColumnTime.of(started.getStartedAt()),
                Dimensions.of(
                        started.getOwner(),
                        started.getKeyId(),
                        started.getProvider(),
                        started.getModel(),
                        started.getOperation(),
                        started.getLane()),
                reserved == null ? null : reserved.getNanos(),
                reserved == null ? "" : ColumnText.of(reserved.getCurrency()));
    }

    /** The fact it becomes when nobody expects its end any more. */
    AttemptFact lost() {
        return new AttemptFact(
                attemptId,
                requestId,
                runId,
                ordinal,
                startedAt,
                null,
                dimensions,
                AttemptState.LOST,
                null,
                Tokens.NONE,
                reservedNanos,
                currency,
                null);
    }

    LocalDate day() {
        return startedAt.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
