package dev.millrace.rag.knowledgebase;

import dev.millrace.rag.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Knowledge bases that are not deleted. */
public final class KnowledgeBaseRepository {

    private static final String SELECT =
            """
            select id, tenant, team, person, name, description, active_index, created_at, updated_at
            from knowledge_base where deleted_at is null
            """;

    private final JdbcClient database;

    KnowledgeBaseRepository(JdbcClient database) {
        this.database = database;
    }

    /** False when its tenant has one of that name. */
    boolean insert(KnowledgeBase base) {
        return database.sql(
                                """
                                insert into knowledge_base (id, tenant, team, person, name,
                                    description, active_index, created_at, updated_at)
                                values (:id, :tenant, :team, :person, :name, :description, :index,
                                        :created, :created)
                                on conflict (tenant, name) do nothing
                                """)
                        .param("id", base.id())
                        .param("tenant", base.owner().getTenant())
                        .param("team", base.owner().getTeam())
                        .param("person", base.owner().getUser())
                        .param("name", base.name())
                        .param("description", base.description())
                        .param("index", base.activeIndex())
                        .param("created", Row.at(base.createdAt()))
                        .update()
                == 1;
    }

    public Optional<KnowledgeBase> find(UUID id) {
        return database.sql(SELECT + " and id = :id")
                .param("id", id)
                .query(KnowledgeBaseRepository::base)
                .optional();
    }

    /** The same, and until the transaction's end nobody deletes it or replaces its index. */
    public Optional<KnowledgeBase> hold(UUID id) {
        return database.sql(SELECT + " and id = :id for share")
                .param("id", id)
                .query(KnowledgeBaseRepository::base)
                .optional();
    }

    /** The same, and until the transaction's end it is this caller's alone. */
    Optional<KnowledgeBase> lock(UUID id) {
        return database.sql(SELECT + " and id = :id for update")
                .param("id", id)
                .query(KnowledgeBaseRepository::base)
                .optional();
    }

    /** The newest first. */
    List<KnowledgeBase> list(
            String tenant, @Nullable Instant before, @Nullable UUID beforeId, int most) {
        return database.sql(
                        SELECT
                                + """
                                 and tenant = :tenant
                                 and (cast(:before as timestamptz) is null
                                      or (created_at, id) < (:before, cast(:beforeId as uuid)))
                                order by created_at desc, id desc limit :most
                                """)
                .param("tenant", tenant)
                .param("before", before == null ? null : Row.at(before))
                .param("beforeId", beforeId)
                .param("most", most)
                .query(KnowledgeBaseRepository::base)
                .list();
    }

    void activate(UUID id, long index) {
        database.sql("update knowledge_base set active_index = :index where id = :id")
                .param("index", index)
                .param("id", id)
                .update();
    }

    /** Whether a tenant has another of that name. */
    boolean isTaken(String tenant, String name, UUID but) {
        return database.sql(
                        """
                        select 1 from knowledge_base
                        where tenant = :tenant and name = :name and id <> :but
                        """)
                .param("tenant", tenant)
                .param("name", name)
                .param("but", but)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    void describe(UUID id, String name, String description, Instant now) {
        database.sql(
                        """
                        update knowledge_base
                        set name = :name, description = :description, updated_at = :now
                        where id = :id
                        """)
                .param("name", name)
                .param("description", description)
                .param("now", Row.at(now))
                .param("id", id)
                .update();
    }

    /**
     * From now on it is nobody's: no tenant finds it, and its name is free. Who sweeps takes away
     * what it holds.
     */
    void delete(UUID id, Instant now) {
        database.sql(
                        """
                        update knowledge_base set deleted_at = :now, tenant = '',
                            name = id::text, active_index = null
                        where id = :id and deleted_at is null
                        """)
                .param("now", Row.at(now))
                .param("id", id)
                .update();
    }

    /** How many documents are in which state, in each of the indexes. */
    Map<Long, Map<String, Long>> states(Collection<Long> indexes) {
        Map<Long, Map<String, Long>> states = new HashMap<>();
        if (!indexes.isEmpty()) {
            database.sql(
                            """
                            select index_id, state, count(*) as many from document_state
                            where index_id in (:indexes) group by index_id, state
                            """)
                    .param("indexes", indexes)
                    .query(
                            row -> {
                                states.computeIfAbsent(
                                                row.getLong("index_id"), _ -> new TreeMap<>())
                                        .put(Row.text(row, "state"), row.getLong("many"));
                            });
        }
        return states;
    }

    private static KnowledgeBase base(ResultSet row, int number) throws SQLException {
        return new KnowledgeBase(
                Row.uuid(row, "id"),
                Row.owner(row),
                Row.text(row, "name"),
                Row.text(row, "description"),
                row.getObject("active_index", Long.class),
                Row.instant(row, "created_at"),
                Row.instant(row, "updated_at"));
    }
}
