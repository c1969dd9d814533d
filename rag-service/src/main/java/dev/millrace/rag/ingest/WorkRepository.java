package dev.millrace.rag.ingest;

import dev.millrace.rag.chunk.Chunking;
import dev.millrace.rag.embedding.EmbeddingModel;
import dev.millrace.rag.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The queue as those see it who work on it. Times are the database's, so that instances need not
 * agree on theirs.
 */
final class WorkRepository {

    private static final String OPEN = "state not in ('indexed', 'failed')";

    private final JdbcClient database;

    WorkRepository(JdbcClient database) {
        this.database = database;
    }

    /** Tenants with open work: one look into the index for each. */
    List<String> tenants() {
        return database.sql(
                        """
                        with recursive waiting as (
                            (select tenant from document_state where OPEN order by tenant limit 1)
                            union all
                            select (select tenant from document_state
                                    where OPEN and tenant > waiting.tenant
                                    order by tenant limit 1)
                            from waiting where waiting.tenant is not null)
                        select tenant from waiting where tenant is not null
                        """
                                .replace("OPEN", OPEN))
                .query((row, _) -> Row.text(row, "tenant"))
                .list();
    }

    /** The tenant's next document that nobody works on. */
    Optional<Work> claim(String tenant, UUID claim, Duration lease) {
        return database.sql(
                        """
                        with next as (
                            select document, index_id from document_state
                            where tenant = :tenant and OPEN
                              and (claimed_until is null or claimed_until < now())
                              and (not_before is null or not_before <= now())
                            order by rank, queued_at limit 1 for update skip locked)
                        update document_state s set state = 'parsing', claim = :claim,
                            claimed_until = now() + make_interval(secs => :lease),
                            tries = s.tries + 1, chunks_done = 0, updated_at = now()
                        from next n, document d, index_generation g
                        where s.document = n.document and s.index_id = n.index_id
                          and d.id = s.document and g.id = s.index_id
                        returning s.document, s.index_id, s.revision, s.tries, s.queued_at,
                            s.tenant, s.team, s.person, s.key_id, s.claim, d.knowledge_base,
                            d.media_type, d.size, d.content_reference, g.embedding_provider,
                            g.embedding_model, g.chunk_tokens, g.chunk_overlap
                        """
                                .replace("OPEN", OPEN))
                .param("tenant", tenant)
                .param("claim", claim)
                .param("lease", seconds(lease))
                .query(WorkRepository::work)
                .optional();
    }

    /** Signs of life. */
    void extend(Collection<UUID> claims, Duration lease) {
        database.sql(
                        """
                        update document_state
                        set claimed_until = now() + make_interval(secs => :lease)
                        where claim = any(cast(:claims as uuid[]))
                        """)
                .param("lease", seconds(lease))
                .param("claims", claims.stream().map(UUID::toString).toArray(String[]::new))
                .update();
    }

    void progress(Work work, int done, int total) {
        database.sql(
                        """
                        update document_state set state = 'embedding', chunks_done = :done,
                            chunks_total = :total, updated_at = now()
                        where document = :document and index_id = :index and claim = :claim
                        """)
                .param("done", done)
                .param("total", total)
                .param("document", work.document())
                .param("index", work.index())
                .param("claim", work.claim())
                .update();
    }

    /**
     * Lets others try.
     *
     * @param counts whether this try is one of those a document has
     * @param code why it waits, if there is a reason to tell
     */
    void putBack(Work work, Duration pause, boolean counts, @Nullable String code) {
        database.sql(
                        """
                        update document_state set state = 'queued', claim = null,
                            claimed_until = null, chunks_done = 0, failure_code = :code,
                            tries = case when :counts then tries else tries - 1 end,
                            not_before = now() + make_interval(secs => :pause),
                            updated_at = now()
                        where document = :document and index_id = :index and claim = :claim
                          and OPEN
                        """
                                .replace("OPEN", OPEN))
                .param("code", code)
                .param("counts", counts)
                .param("pause", seconds(pause))
                .param("document", work.document())
                .param("index", work.index())
                .param("claim", work.claim())
                .update();
    }

    /** Whether it still was this worker's to give up. */
    boolean fail(Work work, String code, String detail) {
        return database.sql(
                                """
                                update document_state set state = 'failed', claim = null,
                                    claimed_until = null, not_before = null,
                                    failure_code = :code, failure_detail = :detail,
                                    updated_at = now()
                                where document = :document and index_id = :index
                                  and claim = :claim and OPEN
                                """
                                        .replace("OPEN", OPEN))
                        .param("code", code)
                        .param("detail", detail)
                        .param("document", work.document())
                        .param("index", work.index())
                        .param("claim", work.claim())
                        .update()
                == 1;
    }

    /** Whether it still is this worker's to finish; then nobody else changes it until the end. */
    boolean hold(Work work) {
        return database.sql(
                        """
                        select 1 from document_state
                        where document = :document and index_id = :index and claim = :claim
                          and revision = :revision and OPEN
                        for update
                        """
                                .replace("OPEN", OPEN))
                .param("document", work.document())
                .param("index", work.index())
                .param("claim", work.claim())
                .param("revision", work.revision())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    void indexed(Work work, int chunks) {
        database.sql(
                        """
                        update document_state set state = 'indexed', claim = null,
                            claimed_until = null, not_before = null, tries = 0,
                            chunks_done = :chunks, chunks_total = :chunks,
                            failure_code = null, failure_detail = null, updated_at = now()
                        where document = :document and index_id = :index
                        """)
                .param("chunks", chunks)
                .param("document", work.document())
                .param("index", work.index())
                .update();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Work work(ResultSet row, int number) throws SQLException {
        return new Work(
                Row.uuid(row, "claim"),
                Row.uuid(row, "document"),
                Row.uuid(row, "knowledge_base"),
                row.getLong("index_id"),
                row.getInt("revision"),
                row.getInt("tries"),
                Row.instant(row, "queued_at"),
                new Asker(Row.owner(row), Row.text(row, "key_id")),
                Row.text(row, "media_type"),
                row.getLong("size"),
                Row.text(row, "content_reference"),
                new EmbeddingModel(
                        Row.text(row, "embedding_provider"), Row.text(row, "embedding_model")),
                new Chunking(row.getInt("chunk_tokens"), row.getInt("chunk_overlap")));
    }
}
