package dev.millrace.rag.vector;

/**
 * Vectors brought to length 1. Cosine similarity is then a plain product, the same for every store,
 * and no value is too large for the half precision of a wide index.
 */
public final class UnitVector {

    /** As wide as pgvector's type is. */
    public static final int MOST_DIMENSIONS = 16_000;

    private UnitVector() {}

    /**
     * The vector of length 1 in the same direction.
     *
     * @throws IllegalArgumentException when it has no direction or holds what is no number
     */
    public static float[] of(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        if (!(square > 0) || Double.isInfinite(square)) {
            throw new IllegalArgumentException(
                    "A vector of %d numbers is all zero or not finite".formatted(vector.length));
        }
        double length = Math.sqrt(square);
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    /**
     * Checks the dimensions of an index.
     *
     * @throws IllegalArgumentException when there are none, or too many
     */
    public static void requireDimensions(int dimensions) {
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "An index has 1 to %d dimensions, not %d"
                            .formatted(MOST_DIMENSIONS, dimensions));
        }
    }
}
