package dev.millrace.rag.embedding;

import dev.millrace.events.Failure;

/** A model made no vectors, and why. */
public final class EmbeddingFailed extends Exception {

    private final transient Failure failure;

    public EmbeddingFailed(Failure failure) {
        super(failure.getCode());
        this.failure = failure;
    }

    /** What its caller is told. */
    public Failure failure() {
        return failure;
    }
}
