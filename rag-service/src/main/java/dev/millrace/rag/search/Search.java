package dev.millrace.rag.search;

import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.rag.embedding.OnBehalf;

/** Finds passages of a knowledge base. Blocks, so it is called on virtual threads only. */
public interface Search {

    /**
     * The passages that fit best, of the index that is active now. A knowledge base nothing is
     * indexed in yet has none.
     *
     * @param behalf its tenant says whose knowledge bases there are; the call of the embedding
     *     model is made in its owner's name, whatever models its authority allows: only the
     *     knowledge base's own is called
     * @throws UnknownKnowledgeBase when its tenant has none of that id or name
     * @throws EmbeddingFailed in vector mode alone, when the question gets no vector
     * @throws InterruptedException when the caller's thread is
     */
    SearchResult search(SearchQuery query, OnBehalf behalf)
            throws UnknownKnowledgeBase, EmbeddingFailed, InterruptedException;
}
