package dev.millrace.rag.search;

import dev.millrace.rag.index.Filter;

/**
 * A question to a knowledge base.
 *
 * @param knowledgeBase its id, or its name within the tenant
 * @param text the question; not blank
 * @param topK the most passages wanted, 1 to {@value #MOST}
 * @param minScore 0 to 1: passages whose {@link Scores#score()} is less are not found
 * @param highlight whether {@link Found#highlights()} is filled
 */
public record SearchQuery(
        String knowledgeBase,
        String text,
        SearchMode mode,
        int topK,
        double minScore,
        Filter filter,
        Weights weights,
        boolean highlight) {

    /** The most passages one search returns. */
    public static final int MOST = 100;

    /** Passages wanted when nobody says how many. */
    public static final int USUAL_TOP_K = 10;

    /**
     * The least score with which a passage may ground an answer, when nobody says another: below it
     * a question and a passage share less than chance would have them share.
     */
    public static final double GROUNDING_MIN_SCORE = 0.35;

    public SearchQuery {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a blank question");
        }
        if (topK < 1 || topK > MOST) {
            throw new IllegalArgumentException("topK of " + topK);
        }
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new IllegalArgumentException("minScore of " + minScore);
        }
    }

    /** A hybrid question to the whole of a knowledge base, as grounding asks it. */
    public static SearchQuery grounding(
            String knowledgeBase, String text, int topK, double minScore) {
        return new SearchQuery(
                knowledgeBase,
                text,
                SearchMode.HYBRID,
                topK,
                minScore,
                Filter.NONE,
                Weights.USUAL,
                false);
    }
}
