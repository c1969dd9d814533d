package dev.millrace.rag.search;

/** By what passages are found. */
public enum SearchMode {
    /** By the nearness of embeddings. */
    VECTOR,
    /** By the words they share with the question. */
    TEXT,
    /** By both, fused by rank. */
    HYBRID
}
