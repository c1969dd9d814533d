package dev.millrace.rag.text.postgres;

import dev.millrace.rag.text.Bm25;
import java.util.Map;

/**
 * What an index says about terms; what was removed from segments counts until they are merged.
 *
 * @param chunks how many there are
 * @param averageLength words of a chunk
 * @param byTerm chunks that have a term
 */
record Statistics(long chunks, double averageLength, Map<String, Long> byTerm) {

    /** How many chunks have it. */
    long with(String term) {
        return byTerm.getOrDefault(term, 0L);
    }

    double idf(String term) {
        return Bm25.idf(chunks, with(term));
    }
}
