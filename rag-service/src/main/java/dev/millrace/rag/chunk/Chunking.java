package dev.millrace.rag.chunk;

/**
 * How a text is cut.
 *
 * @param tokens the most tokens of a chunk
 * @param overlap the most tokens that a chunk repeats of the one before it
 */
public record Chunking(int tokens, int overlap) {

    public static final int LEAST_TOKENS = 50;
    public static final int MOST_TOKENS = 2_000;

    /** What a knowledge base has when nobody says anything else. */
    public static final Chunking USUAL = new Chunking(500, 50);

    public Chunking {
        if (tokens < LEAST_TOKENS || tokens > MOST_TOKENS || overlap < 0 || overlap * 2 >= tokens) {
            throw new IllegalArgumentException("no way to cut: " + tokens + ", " + overlap);
        }
    }
}
