package dev.millrace.rag.chunk;

/** A text falls into more chunks than a document may have. */
public final class TooManyChunks extends Exception {

    private final int most;

    TooManyChunks(int most) {
        super("more than " + most + " chunks");
        this.most = most;
    }

    /** As many as it may have. */
    public int most() {
        return most;
    }
}
