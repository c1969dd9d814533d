package dev.millrace.rag.vector.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.vector.Clusters;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.VectorDatabase;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.rag.vector.VectorStoreContract;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PgvectorStoreTest extends VectorStoreContract {

    /** So few are compared exactly that a filter of every other document goes through the graph. */
    @Override
    protected VectorStore store(VectorDatabase database) {
        return store(database, 500);
    }

    private static PgvectorStore store(VectorDatabase database, int exact) {
        return new PgvectorStore(database.client, database.transactions, "public", 100, exact);
    }

    @Test
    void aFilterWhoseVectorsAreFarAwayIsStillAnsweredInFull() {
        Clusters near = new Clusters(1, 1, 16);
        Clusters far = new Clusters(2, 1, 16);
        UUID crowd = UUID.randomUUID();
        UUID few = UUID.randomUUID();
        List<StoredVector> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            all.add(new StoredVector(i, crowd, near.next()));
        }
        for (int i = 2_000; i < 2_020; i++) {
            all.add(new StoredVector(i, few, far.next()));
        }
        store.create(index, 16);
        store.put(index, all);

        List<Hit> hits =
                store(database, 0)
                        .nearest(
                                index,
                                near.next(),
                                20,
                                new Filter(List.of(few), java.util.Map.of()));

        assertThat(hits).hasSize(20).allMatch(hit -> hit.chunk() >= 2_000);
    }

    @Test
    void moreThanTheGraphKeepsInViewCanBeAskedFor() {
        Clusters clusters = new Clusters(3, 10, 16);
        List<StoredVector> all = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            all.add(new StoredVector(i, UUID.randomUUID(), clusters.next()));
        }
        store.create(index, 16);
        store.put(index, all);

        assertThat(store.nearest(index, clusters.next(), 1_500, Filter.NONE)).hasSize(1_500);
    }

    @Test
    void theGraphIsWhatAnswers() {
        for (int dimensions : List.of(64, 2_001)) {
            long made = database.index();
            store.create(made, dimensions);
            List<String> plan =
                    database.transactions.execute(
                            _ -> {
                                database.client.sql("set local enable_seqscan = off").update();
                                database.client.sql("set local enable_sort = off").update();
                                float[] query = new float[dimensions];
                                query[0] = 1;
                                return database.client
                                        .sql(
                                                "explain "
                                                        + new PgvectorSql("public")
                                                                .walking(
                                                                        "vector_" + made,
                                                                        dimensions,
                                                                        ""))
                                        .params(List.of(query, 10, query, 10))
                                        .query(String.class)
                                        .list();
                            });
            assertThat(String.join("\n", plan))
                    .contains("Index Scan using vector_" + made + "_near");
            store.drop(made);
        }
    }

    @Test
    void theDatabaseIsAskedWhetherItHasPgvector() {
        assertThat(Pgvector.in(database.client))
                .isInstanceOfSatisfying(
                        Pgvector.Usable.class,
                        usable -> {
                            assertThat(usable.schema()).isEqualTo("public");
                            assertThat(usable.version()).startsWith("0.8");
                        });
    }
}
