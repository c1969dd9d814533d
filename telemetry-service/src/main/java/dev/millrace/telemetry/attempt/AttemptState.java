package dev.millrace.telemetry.attempt;

import dev.millrace.events.AttemptEnding;
import java.util.Locale;

/** How an attempt stands in the books. */
enum AttemptState {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** Announced and never ended: what was reserved counts as spent, until its end turns up. */
    LOST;

    static AttemptState of(AttemptEnding ending) {
        return switch (ending) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
        };
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AttemptState ofColumn(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}
