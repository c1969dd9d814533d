package dev.millrace.provider.embedding;

/**
 * What one call to a provider's embedding models takes.
 *
 * @param shared one call for several requests is worth while
 * @param inputs at most, at least 1
 * @param tokens of all inputs together at most
 */
public record EmbeddingLimits(boolean shared, int inputs, long tokens) {

    /** Every call as it is: nothing is gained by sharing it, and nothing too large for it. */
    public static final EmbeddingLimits NONE =
            new EmbeddingLimits(false, Integer.MAX_VALUE, Long.MAX_VALUE);

    /** OpenAI's. */
    public static final EmbeddingLimits USUAL = new EmbeddingLimits(true, 2_048, 300_000);

    public EmbeddingLimits {
        if (inputs < 1 || tokens < 1) {
            throw new IllegalArgumentException("a call takes something");
        }
    }

    /** A call for several requests, with so many inputs at most. */
    public static EmbeddingLimits of(int inputs) {
        return new EmbeddingLimits(true, inputs, USUAL.tokens());
    }
}
