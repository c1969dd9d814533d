package dev.millrace.rag.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataAccessException;

/** What holds for every store inside the service's database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class VectorStoreContract {

    protected final VectorDatabase database = new VectorDatabase();
    protected VectorStore store;
    protected long index;

    protected abstract VectorStore store(VectorDatabase database);

    @BeforeEach
    void makeIndex() {
        store = store(database);
        index = database.index();
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void theNearestComeFirstAndTheScoreIsTheCosine() {
        UUID document = UUID.randomUUID();
        store.create(index, 2);
        store.put(
                index,
                List.of(
                        new StoredVector(1, document, new float[] {1, 0}),
                        new StoredVector(2, document, new float[] {0, 5}),
                        new StoredVector(3, document, new float[] {30, 40}),
                        new StoredVector(4, document, new float[] {-2, 0})));

        List<Hit> hits = store.nearest(index, new float[] {7, 0}, 10, Filter.NONE);

        assertThat(hits).extracting(Hit::chunk).containsExactly(1L, 3L, 2L, 4L);
        assertThat(hits.get(0).score()).isCloseTo(1, within(1e-6));
        assertThat(hits.get(1).score()).isCloseTo(0.6, within(1e-6));
        assertThat(hits.get(2).score()).isCloseTo(0, within(1e-6));
        assertThat(hits.get(3).score()).isCloseTo(-1, within(1e-6));
        assertThat(store.nearest(index, new float[] {7, 0}, 2, Filter.NONE)).hasSize(2);
    }

    @Test
    void putAgainReplacesAndTheLastOfOneCallCounts() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        store.create(index, 2);
        store.put(index, List.of(new StoredVector(1, first, new float[] {1, 0})));
        store.put(
                index,
                List.of(
                        new StoredVector(1, first, new float[] {1, 1}),
                        new StoredVector(1, second, new float[] {0, 1})));

        assertThat(store.nearest(index, new float[] {0, 1}, 5, Filter.NONE))
                .singleElement()
                .satisfies(hit -> assertThat(hit.score()).isCloseTo(1, within(1e-6)));
        store.remove(index, first);
        assertThat(store.nearest(index, new float[] {0, 1}, 5, Filter.NONE)).hasSize(1);
        store.remove(index, second);
        store.remove(index, second);
        assertThat(store.nearest(index, new float[] {0, 1}, 5, Filter.NONE)).isEmpty();
        store.put(index, List.of());
    }

    @Test
    void indexesKnowNothingOfEachOther() {
        long other = database.index();
        store.create(index, 2);
        store.create(other, 3);
        store.create(other, 3);
        store.put(index, List.of(new StoredVector(1, UUID.randomUUID(), new float[] {1, 0})));
        store.put(other, List.of(new StoredVector(1, UUID.randomUUID(), new float[] {1, 0, 0})));

        store.drop(index);
        store.drop(index);

        assertThat(store.nearest(index, new float[] {1, 0}, 5, Filter.NONE)).isEmpty();
        assertThat(store.nearest(other, new float[] {1, 0, 0}, 5, Filter.NONE)).hasSize(1);
        store.remove(index, UUID.randomUUID());
        assertThatThrownBy(
                        () ->
                                store.put(
                                        index,
                                        List.of(
                                                new StoredVector(
                                                        1, UUID.randomUUID(), new float[] {1, 0}))))
                .isInstanceOf(DataAccessException.class);
        store.drop(other);
    }

    @Test
    void aVectorWithoutDirectionOrOfAnotherLengthIsRefused() {
        store.create(index, 3);
        for (float[] bad :
                List.of(
                        new float[] {},
                        new float[] {0, 0, 0},
                        new float[] {1, Float.NaN, 0},
                        new float[] {Float.POSITIVE_INFINITY, 0, 0})) {
            assertThatThrownBy(() -> put(1, bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.nearest(index, bad, 1, Filter.NONE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> put(1, new float[] {1, 2}))
                .isInstanceOf(DataAccessException.class);
        put(1, new float[] {1e-30f, 0, 1e-30f});
        put(2, new float[] {1e30f, 1e30f, 0});
        assertThatThrownBy(() -> store.nearest(index, new float[] {1, 2}, 1, Filter.NONE))
                .isInstanceOfAny(DataAccessException.class, IllegalArgumentException.class);
        assertThat(store.nearest(index, new float[] {1, 0, 1}, 1, Filter.NONE))
                .extracting(Hit::chunk)
                .containsExactly(1L);
        for (int dimensions : List.of(0, 16_001)) {
            assertThatThrownBy(() -> store.create(database.index(), dimensions))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void itTakesPartInTheCallersTransaction() {
        store.create(index, 2);
        database.transactions.executeWithoutResult(
                transaction -> {
                    put(1, new float[] {1, 0});
                    assertThat(store.nearest(index, new float[] {1, 0}, 5, Filter.NONE)).hasSize(1);
                    transaction.setRollbackOnly();
                });

        assertThat(store.nearest(index, new float[] {1, 0}, 5, Filter.NONE)).isEmpty();
    }

    @Test
    void filtersByDocumentAndByMetadataOfItsOwnKnowledgeBase() {
        store.create(index, 2);
        UUID english = database.document(index, "{\"language\": \"en\", \"year\": \"2024\"}");
        UUID older = database.document(index, "{\"language\": \"en\", \"year\": \"1999\"}");
        UUID chinese = database.document(index, "{\"language\": \"zh\", \"year\": \"2024\"}");
        UUID foreign = database.document(database.index(), "{\"language\": \"en\"}");
        store.put(
                index,
                List.of(
                        new StoredVector(1, english, new float[] {1, 0}),
                        new StoredVector(2, older, new float[] {1, 1}),
                        new StoredVector(3, chinese, new float[] {0, 1}),
                        new StoredVector(4, foreign, new float[] {0, 1})));

        assertThat(found(List.of(), Map.of("language", "en"))).containsExactly(1L, 2L);
        assertThat(found(List.of(), Map.of("language", "en", "year", "1999"))).containsExactly(2L);
        assertThat(found(List.of(older, chinese), Map.of())).containsExactly(2L, 3L);
        assertThat(found(List.of(older, chinese), Map.of("language", "zh"))).containsExactly(3L);
        assertThat(found(List.of(UUID.randomUUID()), Map.of())).isEmpty();
        assertThat(found(List.of(), Map.of("language", "fr"))).isEmpty();
    }

    @Test
    void manyWhoCreateAndDropOneIndexAtOnceDoNoHarm() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> turns = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                boolean drop = i % 3 == 2;
                turns.add(
                        () -> {
                            if (drop) {
                                store.drop(index);
                            } else {
                                store.create(index, 3);
                            }
                            return drop;
                        });
            }
            for (Future<Boolean> turn : threads.invokeAll(turns)) {
                turn.get();
            }
        }
        store.create(index, 3);
        put(1, new float[] {1, 0, 0});
        assertThat(store.nearest(index, new float[] {1, 0, 0}, 1, Filter.NONE)).hasSize(1);
    }

    @Test
    void vectorsOfAnyWidthAreFoundExactlyEnough() {
        for (int dimensions : List.of(1, 2_000, 2_001, 4_001)) {
            long wide = database.index();
            store.create(wide, dimensions);
            Clusters clusters = new Clusters(dimensions, 5, dimensions);
            List<StoredVector> all = vectors(40, clusters, List.of(UUID.randomUUID()));
            store.put(wide, all);
            float[] query = clusters.next();

            List<Hit> exact = Clusters.nearest(all, query, 5, _ -> true);
            List<Hit> hits = store.nearest(wide, query, 5, Filter.NONE);
            for (int i = 0; i < exact.size(); i++) {
                assertThat(hits.get(i).score()).isCloseTo(exact.get(i).score(), within(1e-5));
            }
            store.drop(wide);
        }
    }

    /** Themes, a filter of one document in a hundred, and one of every other document. */
    @Test
    void findsWhatAComputationFindsWithAndWithoutAFilter() {
        Clusters clusters = new Clusters(20_260_801, 60, 64);
        List<UUID> documents = new ArrayList<>();
        Set<UUID> rare = Set.of(database.document(index, "{\"kind\": \"rare\", \"half\": \"a\"}"));
        documents.addAll(rare);
        for (int i = 1; i < 100; i++) {
            documents.add(database.document(index, i % 2 == 0 ? "{\"half\": \"a\"}" : "{}"));
        }
        Set<UUID> half = new HashSet<>();
        for (int i = 0; i < 100; i += 2) {
            half.add(documents.get(i));
        }
        List<StoredVector> all = vectors(5_000, clusters, documents);
        store.create(index, 64);
        store.put(index, all);

        assertThat(recall(all, clusters, Filter.NONE, _ -> true)).isGreaterThanOrEqualTo(0.95);
        assertThat(recall(all, clusters, metadata("kind", "rare"), rare::contains))
                .isGreaterThanOrEqualTo(0.95);
        assertThat(recall(all, clusters, new Filter(List.copyOf(rare), Map.of()), rare::contains))
                .isGreaterThanOrEqualTo(0.95);
        assertThat(recall(all, clusters, metadata("half", "a"), half::contains))
                .isGreaterThanOrEqualTo(0.95);
        store.drop(index);
    }

    private double recall(
            List<StoredVector> all, Clusters clusters, Filter filter, Predicate<UUID> passes) {
        int queries = 40;
        int most = 10;
        int found = 0;
        for (int i = 0; i < queries; i++) {
            float[] query = clusters.next();
            Set<Long> exact = chunks(Clusters.nearest(all, query, most, passes));
            List<Hit> hits = store.nearest(index, query, most, filter);
            assertThat(hits).hasSize(most);
            exact.retainAll(chunks(hits));
            found += exact.size();
        }
        return found / (double) (queries * most);
    }

    private static Set<Long> chunks(List<Hit> hits) {
        return hits.stream().map(Hit::chunk).collect(Collectors.toSet());
    }

    private static Filter metadata(String name, String value) {
        return new Filter(List.of(), Map.of(name, value));
    }

    private static List<StoredVector> vectors(int number, Clusters clusters, List<UUID> documents) {
        List<StoredVector> vectors = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            vectors.add(new StoredVector(i, documents.get(i % documents.size()), clusters.next()));
        }
        return vectors;
    }

    private List<Long> found(List<UUID> documents, Map<String, String> metadata) {
        return store
                .nearest(index, new float[] {2, 1}, 10, new Filter(documents, metadata))
                .stream()
                .map(Hit::chunk)
                .sorted()
                .toList();
    }

    private void put(long chunk, float[] vector) {
        store.put(index, List.of(new StoredVector(chunk, UUID.randomUUID(), vector)));
    }
}
