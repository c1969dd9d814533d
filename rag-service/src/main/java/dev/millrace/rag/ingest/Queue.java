package dev.millrace.rag.ingest;

import dev.millrace.rag.row.Row;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts documents into the queue, in the caller's transaction. */
public final class Queue {

    private static final String UNCLAIMED =
            """
            state = 'queued', chunks_done = 0, chunks_total = 0, failure_code = null,
            failure_detail = null, not_before = null, tries = 0, claim = null,
            claimed_until = null, queued_at = excluded.queued_at, updated_at = excluded.updated_at,
            team = excluded.team, person = excluded.person, key_id = excluded.key_id,
            rank = excluded.rank, revision = excluded.revision
            """;

    private final JdbcClient database;
    private final Bell bell;

    Queue(JdbcClient database, Bell bell) {
        this.database = database;
        this.bell = bell;
    }

    /** A document's present revision is to be put into every index of its knowledge base. */
    public void add(UUID document, Asker asker, Instant now) {
        database.sql(
                        """
                        insert into document_state (document, index_id, revision, state, updated_at,
                            tenant, team, person, key_id, rank, queued_at)
                        select d.id, g.id, d.revision, 'queued', :now,
                               d.tenant, :team, :person, :key, 0, :now
                        from document d join index_generation g
                          on g.knowledge_base = d.knowledge_base and g.state <> 'retired'
                        where d.id = :document
                        on conflict (document, index_id) do update set
                        """
                                + UNCLAIMED)
                .param("document", document)
                .param("now", Row.at(now))
                .param("team", asker.owner().getTeam())
                .param("person", asker.owner().getUser())
                .param("key", asker.keyId())
                .update();
    }

    /** All documents of a knowledge base are to be put into an index that is new. */
    public void addAll(long index, Asker asker, Instant now) {
        database.sql(
                        """
                        insert into document_state (document, index_id, revision, state, updated_at,
                            tenant, team, person, key_id, rank, queued_at)
                        select d.id, g.id, d.revision, 'queued', :now,
                               d.tenant, :team, :person, :key, 1, :now
                        from index_generation g join document d
                          on d.knowledge_base = g.knowledge_base
                        where g.id = :index
                        """)
                .param("index", index)
                .param("now", Row.at(now))
                .param("team", asker.owner().getTeam())
                .param("person", asker.owner().getUser())
                .param("key", asker.keyId())
                .update();
    }

    /** Tries a document once more where it has failed; false when it has nowhere. */
    public boolean again(UUID document, Asker asker, Instant now) {
        return database.sql(
                                """
                                update document_state s set state = 'queued', chunks_done = 0,
                                    chunks_total = 0, failure_code = null, failure_detail = null,
                                    not_before = null, tries = 0, claim = null,
                                    claimed_until = null, rank = 0, queued_at = :now,
                                    updated_at = :now, team = :team, person = :person,
                                    key_id = :key
                                from index_generation g
                                where s.document = :document and s.state = 'failed'
                                  and g.id = s.index_id and g.state <> 'retired'
                                """)
                        .param("document", document)
                        .param("now", Row.at(now))
                        .param("team", asker.owner().getTeam())
                        .param("person", asker.owner().getUser())
                        .param("key", asker.keyId())
                        .update()
                > 0;
    }

    /** Tells whoever works that there is something to do; after the commit. */
    public void ring() {
        bell.ring();
    }
}
