package dev.millrace.telemetry.rollup;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows as arrays, one for each column: `unnest` takes a whole batch as one statement with a fixed
 * number of parameters.
 */
public record Columns<R>(List<R> rows) {

    public @Nullable String[] texts(Function<? super R, @Nullable String> column) {
        @Nullable String[] values = new String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return values;
    }

    public @Nullable Long[] longs(Function<? super R, @Nullable Long> column) {
        @Nullable Long[] values = new Long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return values;
    }

    public Boolean[] booleans(Function<? super R, Boolean> column) {
        return rows.stream().map(column).toArray(Boolean[]::new);
    }

    /** Numbers of any size travel as text and are cast by the statement. */
    public String[] numbers(Function<? super R, BigInteger> column) {
        return rows.stream().map(column).map(BigInteger::toString).toArray(String[]::new);
    }

    /** Instants travel as ISO text and are cast by the statement. */
    public @Nullable String[] instants(Function<? super R, @Nullable Instant> column) {
        return texts(
                row -> {
                    Instant instant = column.apply(row);
                    return instant == null ? null : instant.toString();
                });
    }
}
