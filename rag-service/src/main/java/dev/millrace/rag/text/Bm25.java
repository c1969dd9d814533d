package dev.millrace.rag.text;

/**
 * Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
 * 2009, formula 3.15, with the inverse document frequency that is never negative, as in Lucene):
 *
 * <pre>
 * score(q, d) = sum over t in q of  qtf · idf(t) · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length(d) / average))
 * idf(t)      = ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5))
 * </pre>
 *
 * @param k1 how soon more of the same word says nothing new
 * @param b how much a long text must repeat itself for the same score: 0 not at all, 1 in
 *     proportion
 */
public record Bm25(double k1, double b) {

    public static final Bm25 USUAL = new Bm25(1.2, 0.75);

    /** How much a word says that so many of all chunks have. */
    public static double idf(long chunks, long with) {
        long bounded = Math.min(with, chunks);
        return Math.log1p((chunks - bounded + 0.5) / (bounded + 0.5));
    }

    /** What is added to a word's frequency below the line, for a text of this length. */
    public double damping(double length, double average) {
        return k1 * (1 - b + b * length / average);
    }

    /** One word's part of the score, for a weight of qtf · idf. */
    public double part(double weight, int frequency, double damping) {
        return weight * frequency * (k1 + 1) / (frequency + damping);
    }
}
