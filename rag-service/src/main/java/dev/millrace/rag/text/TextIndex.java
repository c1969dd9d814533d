package dev.millrace.rag.text;

import dev.millrace.rag.index.Filter;
import java.util.List;
import java.util.UUID;

/**
 * Finds chunks by their words. It lives in the service's database and takes part in the caller's
 * transaction; every call may be repeated with the same effect.
 */
public interface TextIndex {

    /** Makes room for an index; nothing happens when there is. */
    void create(long index);

    /**
     * Adds chunks; one that is there is replaced.
     *
     * @throws org.springframework.dao.DataAccessException when there is no such index
     */
    void put(long index, List<IndexedText> texts);

    /** Forgets a document's chunks. */
    void remove(long index, UUID document);

    /**
     * The chunks that match best, best first, of equals the one with the smaller number; none
     * without a word in common. An index that does not exist (any more) has none.
     *
     * @param most at least 1
     */
    List<TextHit> search(long index, String query, int most, Filter filter);

    /** Forgets an index. */
    void drop(long index);
}
