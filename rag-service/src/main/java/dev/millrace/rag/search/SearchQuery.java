package dev.millrace.rag.search;

import dev.millrace.rag.index.Filter;
import org.jspecify.annotations.Nullable;

/**
 * A question to a knowledge base.
 *
 * @param knowledgeBase its id, or its name within the tenant
 * @param text the question; not blank
 * @param topK the most passages wanted, 1 to {@value #MOST}
 * @param minScore 0 to 1: passages whose {@link Scores#score()} is less are not found
 * @param weights how much each list counts in hybrid mode; null leaves it to what suits the model
 * @param highlight whether {@link Found#highlights()} is filled
 */
public record SearchQuery(
        String knowledgeBase,
        String text,
        SearchMode mode,
        int topK,
        double minScore,
        Filter filter,
        @Nullable Weights weights,
        boolean highlight) {

    /** The most passages one search returns. */
    public static final int MOST = 100;

    /** Passages wanted when nobody says how many. */
    public static final int USUAL_TOP_K = 10;

    /**
     * The least score with which a passage may ground an answer, when nobody says another:
     * questions about something else stay below it (measured, see docs/decisions/0032-search.md).
     */
    public static final double GROUNDING_MIN_SCORE = 0.27;

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
                knowledgeBase, text, SearchMode.HYBRID, topK, minScore, Filter.NONE, null, false);
    }
}
