package dev.millrace.telemetry.usage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What usage can be grouped and filtered by: a closed list, so that no caller's text is SQL. */
enum Grouping {
    MODEL("model"),
    PROVIDER("provider"),
    KEY("key_id"),
    USER("user_id"),
    TEAM("team"),
    TENANT("tenant"),
    LANE("lane"),
    OPERATION("operation"),
    DAY("to_char(hour at time zone 'UTC', 'YYYY-MM-DD')"),
    HOUR("to_char(hour at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:00:00\"Z\"')");

    private final String sql;

    Grouping(String sql) {
        this.sql = sql;
    }

    static Optional<Grouping> named(String param) {
        return Arrays.stream(values()).filter(one -> one.param().equals(param)).findFirst();
    }

    String param() {
        return name().toLowerCase(Locale.ROOT);
    }

    String sql() {
        return sql;
    }

    /** Times are asked for with `from` and `to`. */
    boolean filters() {
        return this != DAY && this != HOUR;
    }
}
