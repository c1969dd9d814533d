package dev.millrace.rag.text;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import java.util.List;
import java.util.UUID;

/**
 * Finds chunks by their words. It lives in the service's database and takes part in the caller's
 * transaction; every call may be repeated with the same effect.
 */
public interface TextIndex {

    /** Makes room for an index; nothing happens when there is. */
    void create(long index);

    /** Adds chunks; one that is there is replaced. */
    void put(long index, List<IndexedText> texts);

    /** Forgets a document's chunks. */
    void remove(long index, UUID document);

    /**
     * The chunks that match best, best first; none without a word in common. An index that does not
     * exist (any more) has none.
     *
     * @param most at least 1
     */
    List<Hit> search(long index, String query, int most, Filter filter);

    /** Forgets an index. */
    void drop(long index);
}
