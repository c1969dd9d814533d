package dev.millrace.standalone.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of the questions, and the table of it. */
final class Measured {

    private static final int NDCG_CUT = 10;
    private static final int RECALL_CUT = 100;
    private static final int WIDTH = 22;

    private final List<Double> ndcg = new ArrayList<>();
    private final List<Double> recall = new ArrayList<>();
    private final List<Double> millis = new ArrayList<>();
    private int empty;

    void add(Judged judged, List<String> ranked, double took) {
        ndcg.add(judged.ndcg(ranked, NDCG_CUT));
        recall.add(judged.recall(ranked, RECALL_CUT));
        millis.add(took);
        empty += ranked.isEmpty() ? 1 : 0;
    }

    /** Lines of name and figure; there is at least one question. */
    List<String> table() {
        List<Double> sorted = millis.stream().sorted().toList();
        return List.of(
                line("questions", String.valueOf(ndcg.size())),
                line("found nothing", String.valueOf(empty)),
                line("nDCG@10", share(ndcg)),
                line("recall@100", share(recall)),
                line("latency p50", time(Latency.quantile(sorted, 0.5))),
                line("latency p95", time(Latency.quantile(sorted, 0.95))));
    }

    static String line(String name, String value) {
        return name + " ".repeat(Math.max(1, WIDTH - name.length())) + value;
    }

    private static String share(List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return String.format(Locale.ROOT, "%.4f", mean);
    }

    private static String time(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }
}
