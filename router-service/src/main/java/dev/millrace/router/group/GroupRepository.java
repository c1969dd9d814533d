package dev.millrace.router.group;

import static java.util.Objects.requireNonNull;

import dev.millrace.events.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of groups. */
final class GroupRepository {

    private final JdbcClient database;

    GroupRepository(JdbcClient database) {
        this.database = database;
    }

    /** Until the transaction ends nobody else changes groups; who reads is not held up. */
    void lock() {
        database.sql("lock table model_group in share row exclusive mode").update();
    }

    /** In the order of their names. */
    List<ModelGroup> ofTenant(String tenant) {
        return database.sql(
                        "select * from model_group where tenant = ? order by name collate \"C\"")
                .param(tenant)
                .query(GroupRepository::read)
                .list();
    }

    Optional<ModelGroup> find(String tenant, String name) {
        return database.sql("select * from model_group where tenant = ? and name = ?")
                .param(tenant)
                .param(name)
                .query(GroupRepository::read)
                .optional();
    }

    void save(ModelGroup group) {
        database.sql(
                        """
                        insert into model_group
                            (tenant, name, team, person, revision, definition, changed_at)
                        values (:tenant, :name, :team, :person, :revision, :definition, :changed)
                        on conflict (tenant, name) do update set
                            team = excluded.team, person = excluded.person,
                            revision = excluded.revision, definition = excluded.definition,
                            changed_at = excluded.changed_at
                        """)
                .param("tenant", group.tenant())
                .param("name", group.name())
                .param("team", group.owner().getTeam())
                .param("person", group.owner().getUser())
                .param("revision", group.revision())
                .param("definition", GroupJson.text(group))
                .param("changed", group.changedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    void delete(ModelGroup group) {
        database.sql(
                        """
                        with gone as (
                            delete from model_group where tenant = ? and name = ?
                            returning tenant, name, revision)
                        insert into model_group_gone (tenant, name, revision)
                            select tenant, name, revision from gone
                            on conflict (tenant, name) do update set revision = excluded.revision
                        """)
                .param(group.tenant())
                .param(group.name())
                .update();
    }

    /** The last revision of a group of this name that was deleted; 0 when none was. */
    long lastRevision(String tenant, String name) {
        return database.sql("select revision from model_group_gone where tenant = ? and name = ?")
                .param(tenant)
                .param(name)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private static ModelGroup read(ResultSet row, int number) throws SQLException {
        return GroupJson.parse(
                text(row, "definition"),
                text(row, "name"),
                new Owner(text(row, "tenant"), text(row, "team"), text(row, "person")),
                row.getLong("revision"),
                requireNonNull(row.getObject("changed_at", OffsetDateTime.class)).toInstant());
    }

    /** No column is null. */
    private static String text(ResultSet row, String column) throws SQLException {
        return requireNonNull(row.getString(column));
    }
}
