package dev.millrace.telemetry.attempt;

import dev.millrace.telemetry.attempt.AttemptFact.Tokens;
import dev.millrace.telemetry.rollup.Dimensions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads rows of the attempts' tables. */
final class AttemptRows {

    private AttemptRows() {}

    static AttemptFact fact(ResultSet row) throws SQLException {
        return new AttemptFact(
                text(row, "attempt_id"),
                text(row, "request_id"),
                row.getString("run_id"),
                row.getInt("ordinal"),
                Objects.requireNonNull(instant(row, "started_at")),
                instant(row, "ended_at"),
                dimensions(row),
                AttemptState.ofColumn(text(row, "state")),
                row.getString("failure_code"),
                new Tokens(
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("cached_input_tokens"),
                        row.getLong("cache_write_input_tokens"),
                        row.getLong("reasoning_output_tokens"),
                        row.getBoolean("estimated")),
                row.getObject("cost_nanos", Long.class),
                text(row, "currency"),
                row.getObject("first_token_millis", Long.class));
    }

    static OpenAttempt open(ResultSet row) throws SQLException {
        return new OpenAttempt(
                text(row, "attempt_id"),
                text(row, "request_id"),
                row.getString("run_id"),
                row.getInt("ordinal"),
                Objects.requireNonNull(instant(row, "started_at")),
                dimensions(row),
                row.getObject("reserved_nanos", Long.class),
                text(row, "currency"));
    }

    private static Dimensions dimensions(ResultSet row) throws SQLException {
        return new Dimensions(
                text(row, "tenant"),
                text(row, "team"),
                text(row, "user_id"),
                text(row, "key_id"),
                text(row, "provider"),
                text(row, "model"),
                text(row, "operation"),
                text(row, "lane"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
