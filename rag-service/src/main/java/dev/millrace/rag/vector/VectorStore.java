package dev.millrace.rag.vector;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import java.util.List;
import java.util.UUID;

/**
 * Keeps the vectors of each index apart, so that one index's vectors neither show up in another's
 * answers nor cost them recall. A store inside the service's database takes part in the caller's
 * transaction; every call may be repeated with the same effect. Failures of the database are
 * Spring's {@link org.springframework.dao.DataAccessException}.
 */
public interface VectorStore {

    /** Its name in {@code /health} and in the log, for example {@code pgvector}. */
    String kind();

    /** Makes room for an index; nothing happens when there is. */
    void create(long index, int dimensions);

    /** Adds vectors; one of a chunk that is there takes its place. */
    void put(long index, List<StoredVector> vectors);

    /** Forgets all vectors of a document. */
    void remove(long index, UUID document);

    /**
     * The chunks whose vectors are nearest by cosine similarity, which is the score (-1 to 1),
     * nearest first. A filter costs no recall. An index that does not exist (any more) has none.
     *
     * @param most at least 1
     */
    List<Hit> nearest(long index, float[] query, int most, Filter filter);

    /** Forgets an index. */
    void drop(long index);
}
