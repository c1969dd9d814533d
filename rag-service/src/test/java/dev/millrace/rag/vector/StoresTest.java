package dev.millrace.rag.vector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.vector.VectorProperties.Wanted;
import dev.millrace.rag.vector.pgvector.Pgvector;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.health.contributor.Health;
import org.springframework.dao.DataAccessResourceFailureException;

/** The choice at the start, and indexes that were made under another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoresTest {

    private static final float[] VECTOR = {1, 0};

    private final VectorDatabase database = new VectorDatabase();
    private final Pgvector there = Pgvector.in(database.client);
    private final Pgvector away = new Pgvector.Lacking("the database has no pgvector");

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void thePlaceOfNewIndexesIsChosenByTheSettingAndTheDatabase() {
        assertThat(store(Wanted.AUTO, there).kind()).isEqualTo("pgvector");
        assertThat(store(Wanted.AUTO, away).kind()).isEqualTo("arrays");
        assertThat(store(Wanted.ARRAYS, there).kind()).isEqualTo("arrays");
        assertThat(store(Wanted.PGVECTOR, there).kind()).isEqualTo("pgvector");
        assertThatThrownBy(() -> store(Wanted.PGVECTOR, away))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the database has no pgvector");
    }

    @Test
    void anIndexStaysWhereItWasMade() {
        for (Wanted made : List.of(Wanted.ARRAYS, Wanted.PGVECTOR)) {
            Wanted later = made == Wanted.ARRAYS ? Wanted.PGVECTOR : Wanted.ARRAYS;
            long index = database.index();
            store(made, there).create(index, 2);
            VectorStore store = store(later, there);
            store.create(index, 2);
            store.put(index, List.of(new StoredVector(1, UUID.randomUUID(), VECTOR)));

            assertThat(store(made, there).nearest(index, VECTOR, 1, Filter.NONE)).hasSize(1);
            store.drop(index);
            assertThat(store(made, there).nearest(index, VECTOR, 1, Filter.NONE)).isEmpty();
        }
    }

    @Test
    void anIndexOfPgvectorIsNotTakenForEmptyWhenPgvectorIsGone() {
        long index = database.index();
        store(Wanted.AUTO, there).create(index, 2);

        assertThatThrownBy(() -> store(Wanted.AUTO, away).nearest(index, VECTOR, 1, Filter.NONE))
                .isInstanceOf(DataAccessResourceFailureException.class)
                .hasMessageContaining("pgvector");
    }

    @Test
    void theHealthIsGoodAndSaysWhichStoreItIsAndWhy() {
        assertThat(health(Wanted.AUTO, there, null)).startsWith("pgvector 0.8");
        assertThat(health(Wanted.AUTO, away, null))
                .isEqualTo("arrays, searched exactly: the database has no pgvector");
        assertThat(health(Wanted.AUTO, away, "no C compiler could make it"))
                .isEqualTo("arrays, searched exactly: no C compiler could make it");
        assertThat(health(Wanted.ARRAYS, there, null))
                .isEqualTo("arrays, searched exactly: the setting says so");
    }

    private static String health(Wanted wanted, Pgvector found, @Nullable String reason) {
        Health health =
                requireNonNull(
                        new VectorConfiguration()
                                .vectorStoreHealthIndicator(
                                        new VectorProperties(wanted, 100, 5_000, reason), found)
                                .health());
        assertThat(health.getStatus().getCode()).isEqualTo("UP");
        return health.getStatus().getDescription();
    }

    private VectorStore store(Wanted wanted, Pgvector found) {
        return new VectorConfiguration()
                .vectorStore(
                        database.client,
                        requireNonNull(database.transactions.getTransactionManager()),
                        new VectorProperties(wanted, 100, 5_000, null),
                        found);
    }
}
