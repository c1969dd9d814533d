package dev.millrace.standalone.eval;

import java.util.List;
import java.util.Map;

/**
 * How good a ranking is, as trec_eval counts it ({@code ndcg_cut} and {@code recall} of
 * github.com/usnistgov/trec_eval): a document nobody judged is not relevant, and a judgement below
 * 1 is none.
 *
 * @param relevance gain of each relevant document
 */
record Judged(Map<String, Integer> relevance) {

    private static final int RELEVANT = 1;

    Judged {
        relevance = Map.copyOf(relevance);
    }

    /** Whether there is anything to find; questions without are left out of every mean. */
    boolean hasRelevant() {
        return relevant() > 0;
    }

    /**
     * Normalised discounted cumulated gain: the sum of gain / log2(rank + 1) over the first ranks,
     * as a share of what the best possible order has. 0 to 1.
     *
     * @param ranked document ids, best first, each once
     */
    double ndcg(List<String> ranked, int cut) {
        double sum = 0;
        for (int i = 0; i < Math.min(cut, ranked.size()); i++) {
            sum += discounted(gain(ranked.get(i)), i);
        }
        List<Integer> ideal =
                relevance.values().stream()
                        .filter(gain -> gain >= RELEVANT)
                        .sorted((a, b) -> Integer.compare(b, a))
                        .limit(cut)
                        .toList();
        double best = 0;
        for (int i = 0; i < ideal.size(); i++) {
            best += discounted(ideal.get(i), i);
        }
        return best == 0 ? 0 : sum / best;
    }

    /** The share of all relevant documents that is among the first. 0 to 1. */
    double recall(List<String> ranked, int cut) {
        long found = ranked.stream().limit(cut).filter(id -> gain(id) >= RELEVANT).count();
        return hasRelevant() ? (double) found / relevant() : 0;
    }

    private long relevant() {
        return relevance.values().stream().filter(gain -> gain >= RELEVANT).count();
    }

    private int gain(String document) {
        return Math.max(0, relevance.getOrDefault(document, 0));
    }

    private static double discounted(int gain, int place) {
        return gain / (Math.log(place + 2.0) / Math.log(2));
    }
}
