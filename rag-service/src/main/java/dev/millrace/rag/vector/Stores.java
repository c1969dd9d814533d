package dev.millrace.rag.vector;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.vector.arrays.ArrayStore;
import dev.millrace.rag.vector.pgvector.PgvectorStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Each index stays where it was made: pgvector may come to a database or leave it between two
 * starts. New indexes go to the store that was chosen.
 */
final class Stores implements VectorStore {

    private final VectorStore chosen;
    private final Optional<PgvectorStore> pgvector;
    private final ArrayStore arrays;
    private final VectorTables pgvectorTables;

    Stores(
            VectorStore chosen,
            Optional<PgvectorStore> pgvector,
            ArrayStore arrays,
            VectorTables pgvectorTables) {
        this.chosen = chosen;
        this.pgvector = pgvector;
        this.arrays = arrays;
        this.pgvectorTables = pgvectorTables;
    }

    @Override
    public String kind() {
        return chosen.kind();
    }

    @Override
    public void create(long index, int dimensions) {
        of(index).create(index, dimensions);
    }

    @Override
    public void put(long index, List<StoredVector> vectors) {
        of(index).put(index, vectors);
    }

    @Override
    public void remove(long index, UUID document) {
        of(index).remove(index, document);
    }

    @Override
    public List<Hit> nearest(long index, float[] query, int most, Filter filter) {
        return of(index).nearest(index, query, most, filter);
    }

    @Override
    public void drop(long index) {
        of(index).drop(index);
    }

    private VectorStore of(long index) {
        if (pgvectorTables.holds(index)) {
            return pgvector.orElseThrow(
                    () ->
                            new DataAccessResourceFailureException(
                                    "Index %d was made with pgvector, which the database lacks now"
                                            .formatted(index)));
        }
        return arrays.holds(index) ? arrays : chosen;
    }
}
