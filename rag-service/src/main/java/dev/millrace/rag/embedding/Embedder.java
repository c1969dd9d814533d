package dev.millrace.rag.embedding;

import java.util.List;

/** Makes vectors of texts. Blocks, so it is called on virtual threads only. */
public interface Embedder {

    /**
     * One vector for each text, in their order, all of one length; finite and not all zero.
     *
     * @param texts at least one, none blank; they travel in as many calls as their size asks for
     * @throws EmbeddingFailed when the model refuses, or does not answer in time
     * @throws InterruptedException when the caller's thread is
     */
    List<float[]> embed(EmbeddingModel model, List<String> texts, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException;
}
