package dev.millrace.rag.ingest;

import dev.millrace.rag.index.Generation;
import dev.millrace.rag.index.Generation.State;
import dev.millrace.rag.index.GenerationRepository;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts an index in the place of the one that is searched, as soon as every document of the
 * knowledge base is indexed or failed in it; in one transaction.
 */
final class Replacement {

    private final JdbcClient database;
    private final TransactionOperations transactions;
    private final GenerationRepository generations;

    Replacement(
            JdbcClient database,
            TransactionOperations transactions,
            GenerationRepository generations) {
        this.database = database;
        this.transactions = transactions;
        this.generations = generations;
    }

    void tryOf(Generation building) {
        if (isComplete(building)) {
            transactions.executeWithoutResult(_ -> replace(building));
        }
    }

    private void replace(Generation building) {
        UUID base = building.knowledgeBase();
        // Uploads hold this row while they add a document: none can be missed.
        boolean there =
                database.sql(
                                """
                                select 1 from knowledge_base
                                where id = :base and deleted_at is null for update
                                """)
                        .param("base", base)
                        .query(Integer.class)
                        .optional()
                        .isPresent();
        boolean waits =
                generations
                        .find(building.id())
                        .filter(index -> index.state() == State.BUILDING)
                        .isPresent();
        if (!there || !waits || !isComplete(building)) {
            return;
        }
        for (Generation live : generations.live(base)) {
            if (live.state() == State.ACTIVE) {
                generations.become(live.id(), State.RETIRED);
            }
        }
        generations.become(building.id(), State.ACTIVE);
        database.sql(
                        """
                        update knowledge_base set active_index = :index, updated_at = now()
                        where id = :base
                        """)
                .param("index", building.id())
                .param("base", base)
                .update();
    }

    /** An index in which nothing could be indexed never replaces one that answers. */
    private boolean isComplete(Generation building) {
        return Boolean.TRUE.equals(
                database.sql(
                                """
                                select not exists (
                                        select 1 from document d
                                        left join document_state s
                                          on s.document = d.id and s.index_id = :index
                                        where d.knowledge_base = :base
                                          and (s.document is null
                                               or s.state not in ('indexed', 'failed')))
                                   and (exists (select 1 from document_state
                                                where index_id = :index and state = 'indexed')
                                        or not exists (
                                            select 1 from index_generation
                                            where knowledge_base = :base and state = 'active'
                                              and chunks > 0))
                                """)
                        .param("index", building.id())
                        .param("base", building.knowledgeBase())
                        .query(Boolean.class)
                        .single());
    }
}
