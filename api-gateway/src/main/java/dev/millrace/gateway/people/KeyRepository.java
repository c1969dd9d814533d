package dev.millrace.gateway.people;

import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.gateway.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of API keys. */
final class KeyRepository {

    private final JdbcClient database;

    KeyRepository(JdbcClient database) {
        this.database = database;
    }

    /** Adds a key, or changes everything but the creation of the one with its id. */
    void save(ApiKey key) {
        database.sql(
                        """
                        insert into api_key (id, tenant, team, person, name, sha256, prefix, status,
                            created_at, changed_at, expires_at, allowed_models, lanes, scopes)
                        values (:id, :tenant, :team, :person, :name, :sha256, :prefix, :status,
                            :created, :changed, :expires, :models, :lanes, :scopes)
                        on conflict (id) do update set
                            name = excluded.name, sha256 = excluded.sha256,
                            prefix = excluded.prefix, status = excluded.status,
                            changed_at = excluded.changed_at, expires_at = excluded.expires_at,
                            allowed_models = excluded.allowed_models, lanes = excluded.lanes,
                            scopes = excluded.scopes
                        """)
                .param("id", key.id())
                .param("tenant", key.owner().getTenant())
                .param("team", key.owner().getTeam())
                .param("person", key.owner().getUser())
                .param("name", key.name())
                .param("sha256", key.sha256())
                .param("prefix", key.prefix())
                .param("status", key.status().name())
                .param("created", key.createdAt().atOffset(ZoneOffset.UTC))
                .param("changed", key.changedAt().atOffset(ZoneOffset.UTC))
                .param(
                        "expires",
                        key.expiresAt() == null ? null : key.expiresAt().atOffset(ZoneOffset.UTC))
                .param("models", key.allowedModels().toArray(String[]::new))
                .param("lanes", key.lanes().stream().map(Lane::name).toArray(String[]::new))
                .param("scopes", key.scopes().toArray(String[]::new))
                .update();
    }

    Optional<ApiKey> find(String id) {
        return database.sql("select * from api_key where id = ?")
                .param(id)
                .query(KeyRepository::read)
                .optional();
    }

    Optional<ApiKey> findBySha256(String sha256) {
        return database.sql("select * from api_key where sha256 = ?")
                .param(sha256)
                .query(KeyRepository::read)
                .optional();
    }

    /**
     * Keys in the order of their ids.
     *
     * @param tenant null for all
     * @param person null for all of the tenant
     * @param after id of the last one of the page before; empty for the first page
     */
    List<ApiKey> list(@Nullable String tenant, @Nullable String person, String after, int limit) {
        return database.sql(
                        """
                        select * from api_key
                        where (:tenant::text is null or tenant = :tenant)
                          and (:person::text is null or person = :person)
                          and id > :after
                        order by id limit :limit
                        """)
                .param("tenant", tenant)
                .param("person", person)
                .param("after", after)
                .param("limit", limit)
                .query(KeyRepository::read)
                .list();
    }

    private static ApiKey read(ResultSet set, int number) throws SQLException {
        Row row = new Row(set);
        return new ApiKey(
                row.text("id"),
                new Owner(row.text("tenant"), row.text("team"), row.text("person")),
                row.text("name"),
                row.text("sha256"),
                row.text("prefix"),
                KeyStatus.valueOf(row.text("status")),
                row.time("created_at"),
                row.time("changed_at"),
                row.timeOrNull("expires_at"),
                row.texts("allowed_models"),
                row.texts("lanes").stream().map(Lane::valueOf).toList(),
                row.texts("scopes"));
    }
}
