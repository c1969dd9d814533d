package dev.millrace.telemetry.rollup;

import java.time.Instant;

/** A time as PostgreSQL takes it: a clock that is millennia wrong must not stop the books. */
public final class ColumnTime {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private ColumnTime() {}

    public static Instant of(Instant time) {
        return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    }
}
