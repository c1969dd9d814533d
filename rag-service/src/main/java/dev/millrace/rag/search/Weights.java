package dev.millrace.rag.search;

/**
 * How much each list counts when two are fused; only their ratio matters.
 *
 * @param vector at least 0
 * @param text at least 0; one of the two is positive
 */
public record Weights(double vector, double text) {

    public Weights {
        boolean lawful =
                Double.isFinite(vector)
                        && Double.isFinite(text)
                        && vector >= 0
                        && text >= 0
                        && vector + text > 0;
        if (!lawful) {
            throw new IllegalArgumentException("weights are at least 0 and not both 0");
        }
    }
}
