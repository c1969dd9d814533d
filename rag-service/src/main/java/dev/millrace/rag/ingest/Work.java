package dev.millrace.rag.ingest;

import dev.millrace.rag.chunk.Chunking;
import dev.millrace.rag.embedding.EmbeddingModel;
import java.time.Instant;
import java.util.UUID;

/**
 * One document to be put into one index, claimed.
 *
 * @param claim whose it is as long as it stands in the row
 * @param tries claims so far, this one included
 * @param size bytes of its content
 */
record Work(
        UUID claim,
        UUID document,
        UUID knowledgeBase,
        long index,
        int revision,
        int tries,
        Instant queuedAt,
        Asker asker,
        String mediaType,
        long size,
        String contentReference,
        EmbeddingModel model,
        Chunking chunking) {}
