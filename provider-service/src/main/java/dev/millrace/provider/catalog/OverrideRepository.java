package dev.millrace.provider.catalog;

import static java.util.Objects.requireNonNull;

import dev.millrace.provider.attempt.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** The table {@code model_override}. */
final class OverrideRepository {

    /** What operators say of a model, and how often that was changed. */
    record StoredOverride(@Nullable ModelOverride override, long revision) {

        static final StoredOverride NONE = new StoredOverride(null, 0);
    }

    private final JdbcClient database;

    OverrideRepository(JdbcClient database) {
        this.database = database;
    }

    StoredOverride find(String provider, String name) {
        return database.sql(
                        """
                        select fields, revision from model_override where provider = ? and name = ?
                        """)
                .param(provider)
                .param(name)
                .query((row, _) -> new StoredOverride(override(row), row.getLong("revision")))
                .optional()
                .orElse(StoredOverride.NONE);
    }

    /** Names of the provider's models that are offered because an operator says so. */
    List<String> offered(String provider) {
        return database.sql(
                        """
                        select name from model_override
                         where provider = ? and fields ->> 'offered' = 'true' order by name
                        """)
                .param(provider)
                .query((row, _) -> requireNonNull(row.getString("name")))
                .list();
    }

    /**
     * Keeps what operators say of a model.
     *
     * @param override null takes all of it back
     */
    void save(
            String provider,
            String name,
            long revision,
            @Nullable ModelOverride override,
            Instant now) {
        database.sql(
                        """
                        insert into model_override (provider, name, revision, fields, changed)
                        values (?, ?, ?, cast(? as jsonb), ?)
                        on conflict (provider, name) do update
                           set revision = excluded.revision, fields = excluded.fields,
                               changed = excluded.changed
                        """)
                .param(provider)
                .param(name)
                .param(revision)
                .param(override == null ? null : override.fields().toString())
                .param(Timestamp.from(now))
                .update();
    }

    /** Of the column {@code fields}. */
    static @Nullable ModelOverride override(ResultSet row) throws SQLException {
        String fields = row.getString("fields");
        return fields == null ? null : new ModelOverride((ObjectNode) Json.MAPPER.readTree(fields));
    }
}
