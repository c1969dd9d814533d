package dev.millrace.rag.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rag.house.House;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class TurnsTest {

    private final House house = House.shared();

    /** In a transaction that is rolled back: the workers of the service see nothing of it. */
    @Test
    void tenantsTakeTurnsHoweverManyTheyHave() {
        new TransactionTemplate(house.rag().bean(PlatformTransactionManager.class))
                .executeWithoutResult(
                        status -> {
                            status.setRollbackOnly();
                            fill("zz-many", 6);
                            fill("zz-few", 2);
                            Turns turns =
                                    new Turns(
                                            new WorkRepository(house.database()),
                                            Duration.ofMinutes(1));
                            List<String> served = new ArrayList<>();
                            for (Optional<Work> next = turns.next();
                                    next.isPresent();
                                    next = turns.next()) {
                                served.add(next.get().asker().owner().getTenant());
                            }
                            assertThat(served.stream().filter(t -> t.startsWith("zz-")).limit(4))
                                    .containsExactlyInAnyOrder(
                                            "zz-many", "zz-few", "zz-many", "zz-few");
                            assertThat(served.stream().filter("zz-many"::equals)).hasSize(6);
                        });
    }

    private void fill(String tenant, int documents) {
        UUID base = UUID.randomUUID();
        house.database()
                .sql(
                        """
                        insert into knowledge_base (id, tenant, team, person, name, created_at,
                            updated_at)
                        values (:id, :tenant, 't', 'p', 'n', now(), now())
                        """)
                .param("id", base)
                .param("tenant", tenant)
                .update();
        house.database()
                .sql(
                        """
                        insert into index_generation (knowledge_base, state, embedding_provider,
                            embedding_model, chunk_tokens, chunk_overlap, created_at)
                        values (:id, 'active', 'a', 'b', 50, 5, now())
                        """)
                .param("id", base)
                .update();
        for (int i = 0; i < documents; i++) {
            house.database()
                    .sql(
                            """
                            with added as (
                                insert into document (id, knowledge_base, tenant, team, person,
                                    key_id, name, media_type, size, sha256, content_reference,
                                    revision, created_at, updated_at)
                                values (:document, :base, :tenant, 't', 'p', 'k', 'n', 'text/plain',
                                    1, decode(md5(:document::text), 'hex'), 'r', 1, now(), now())
                                returning id)
                            insert into document_state (document, index_id, revision, state,
                                updated_at, tenant, team, person, key_id, queued_at)
                            select added.id, g.id, 1, 'queued', now(), :tenant, 't', 'p', 'k', now()
                            from added, index_generation g where g.knowledge_base = :base
                            """)
                    .param("document", UUID.randomUUID())
                    .param("base", base)
                    .param("tenant", tenant)
                    .update();
        }
    }
}
