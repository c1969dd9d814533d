package dev.millrace.provider.registry;

import static java.util.Objects.requireNonNull;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import dev.millrace.provider.registry.StoredProvider.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** The table {@code provider}. */
final class ProviderRepository {

    private final JdbcClient database;

    ProviderRepository(JdbcClient database) {
        this.database = database;
    }

    /** In the order in which they came. */
    List<StoredProvider> all() {
        return database.sql("select * from provider order by since, id")
                .query((row, _) -> stored(row))
                .list();
    }

    /** Providers after an id, in the order of their ids. */
    List<StoredProvider> after(String id, int limit) {
        return database.sql("select * from provider where id > ? order by id limit ?")
                .param(id)
                .param(limit)
                .query((row, _) -> stored(row))
                .list();
    }

    Optional<StoredProvider> find(String id) {
        return database.sql("select * from provider where id = ?")
                .param(id)
                .query((row, _) -> stored(row))
                .optional();
    }

    /** Whoever changes a provider holds its row to the end of the transaction. */
    Optional<StoredProvider> lock(String id) {
        return database.sql("select * from provider where id = ? for update")
                .param(id)
                .query((row, _) -> stored(row))
                .optional();
    }

    /** False when there is one of this id. Its revision is one that nothing of this id has had. */
    boolean insert(ProviderSettings settings, Source source, boolean active, Instant now) {
        return database.sql(
                                """
                                insert into provider (id, type, name, endpoint, deployment_mode,
                                    settings, source, edited, active, revision, since, changed)
                                values (:id, :type, :name, :endpoint, :mode,
                                    :settings, :source, false, :active,
                                    1 + coalesce(
                                        (select revision from provider_gone where id = :id), 0),
                                    :now, :now)
                                on conflict (id) do nothing
                                """)
                        .param("id", settings.id())
                        .param("type", settings.type().word())
                        .param("name", settings.name())
                        .param("endpoint", settings.endpoint())
                        .param("mode", settings.mode().word())
                        .param("settings", json(settings))
                        .param("source", source.word())
                        .param("active", active)
                        .param("now", Timestamp.from(now))
                        .update()
                == 1;
    }

    /** Writes everything but the id, and counts the change. */
    void update(StoredProvider changed) {
        ProviderSettings settings = changed.settings();
        database.sql(
                        """
                        update provider
                           set type = :type, name = :name, endpoint = :endpoint,
                               deployment_mode = :mode, settings = :settings, source = :source,
                               edited = :edited, active = :active, revision = :revision,
                               changed = :changed
                         where id = :id
                        """)
                .param("id", settings.id())
                .param("type", settings.type().word())
                .param("name", settings.name())
                .param("endpoint", settings.endpoint())
                .param("mode", settings.mode().word())
                .param("settings", json(settings))
                .param("source", changed.source().word())
                .param("edited", changed.edited())
                .param("active", changed.active())
                .param("revision", changed.revision())
                .param("changed", Timestamp.from(changed.changed()))
                .update();
    }

    void delete(String id) {
        database.sql(
                        """
                        with gone as (delete from provider where id = ? returning id, revision)
                        insert into provider_gone (id, revision) select id, revision from gone
                            on conflict (id) do update set revision = excluded.revision
                        """)
                .param(id)
                .update();
    }

    /** What was discovered is no change: nobody else's business. */
    void discovered(String id, @Nullable Instant when, @Nullable String failure) {
        database.sql(
                        """
                        update provider
                           set discovered = coalesce(:when, discovered), failure = :failure
                         where id = :id
                        """)
                .param("when", when == null ? null : Timestamp.from(when), Types.TIMESTAMP)
                .param("failure", failure, Types.VARCHAR)
                .param("id", id)
                .update();
    }

    private static String json(ProviderSettings settings) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        SettingsJson.write(settings, json);
        return json.toString();
    }

    private static StoredProvider stored(ResultSet row) throws SQLException {
        ProviderSettings usual =
                ProviderSettings.usual(
                                text(row, "id"),
                                // Rows of an earlier version name how it is spoken to.
                                ProviderType.of(text(row, "type"))
                                        .orElse(ProviderType.OPENAI_COMPATIBLE),
                                text(row, "endpoint"))
                        .in(
                                DeploymentMode.of(text(row, "deployment_mode"))
                                        .orElse(DeploymentMode.CLOUD))
                        .called(text(row, "name"));
        return new StoredProvider(
                SettingsJson.read(usual, Json.MAPPER.readTree(text(row, "settings"))),
                Source.of(text(row, "source")),
                row.getBoolean("edited"),
                row.getBoolean("active"),
                row.getLong("revision"),
                requireNonNull(row.getTimestamp("since")).toInstant(),
                requireNonNull(row.getTimestamp("changed")).toInstant(),
                instant(row.getTimestamp("discovered")),
                row.getString("failure"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return requireNonNull(row.getString(column));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
