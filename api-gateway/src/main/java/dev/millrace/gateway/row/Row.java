package dev.millrace.gateway.row;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row whose columns are there, except where their absence is asked for by name. */
public record Row(ResultSet set) {

    public String text(String column) throws SQLException {
        return Objects.requireNonNull(set.getString(column), column);
    }

    public @Nullable String textOrNull(String column) throws SQLException {
        return set.getString(column);
    }

    public List<String> texts(String column) throws SQLException {
        Array array = Objects.requireNonNull(set.getArray(column), column);
        return List.of((String[]) array.getArray());
    }

    public Instant time(String column) throws SQLException {
        return Objects.requireNonNull(timeOrNull(column), column);
    }

    public @Nullable Instant timeOrNull(String column) throws SQLException {
        OffsetDateTime time = set.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public @Nullable Long numberOrNull(String column) throws SQLException {
        long number = set.getLong(column);
        return set.wasNull() ? null : number;
    }

    public boolean flag(String column) throws SQLException {
        return set.getBoolean(column);
    }

    public byte[] bytes(String column) throws SQLException {
        return Objects.requireNonNull(set.getBytes(column), column);
    }
}
