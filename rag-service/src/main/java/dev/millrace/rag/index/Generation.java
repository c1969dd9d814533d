package dev.millrace.rag.index;

import dev.millrace.rag.chunk.Chunking;
import dev.millrace.rag.embedding.EmbeddingModel;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One way of cutting and embedding all documents of a knowledge base.
 *
 * @param id the number that vectors and texts are kept under
 * @param dimensions null until the first vectors are in
 * @param chunks what is in it
 */
public record Generation(
        long id,
        UUID knowledgeBase,
        State state,
        EmbeddingModel model,
        Chunking chunking,
        @Nullable Integer dimensions,
        long chunks,
        Instant createdAt) {

    /** What becomes of an index. */
    public enum State {
        /** Not searched yet: documents are missing. */
        BUILDING,
        /** The one that is searched. */
        ACTIVE,
        /** Of no use any more, and on its way out. */
        RETIRED
    }
}
