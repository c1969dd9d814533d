package dev.millrace.rag.search;

import dev.millrace.rag.index.Hit;
import dev.millrace.rag.text.TextHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes one list of two by reciprocal rank fusion (Cormack, Clarke and Büttcher, "Reciprocal Rank
 * Fusion outperforms Condorcet and individual Rank Learning Methods", 2009): a passage gets weight
 * / (60 + rank) from each list it is in. Ranks are all that two scales have in common.
 */
final class Fusion {

    private static final int K = 60;

    private static final Comparator<Ranked> BEST_FIRST =
            Comparator.<Ranked>comparingDouble(one -> one.scores().fused())
                    .reversed()
                    .thenComparing(one -> one.scores().score(), Comparator.reverseOrder())
                    .thenComparingLong(Ranked::chunk);

    /** A chunk and how well it fits. */
    record Ranked(long chunk, Scores scores) {}

    private Fusion() {}

    /** Both lists; the score is the mean of similarity and coverage, what is unknown being 0. */
    static List<Ranked> hybrid(
            List<Hit> vector, List<TextHit> text, Weights weights, DoubleUnaryOperator similarity) {
        Map<Long, Double> fused = new HashMap<>();
        Map<Long, Hit> near = new HashMap<>();
        Map<Long, TextHit> worded = new HashMap<>();
        for (int i = 0; i < vector.size(); i++) {
            near.put(vector.get(i).chunk(), vector.get(i));
            fused.merge(vector.get(i).chunk(), weights.vector() / (K + i + 1), Double::sum);
        }
        for (int i = 0; i < text.size(); i++) {
            worded.put(text.get(i).chunk(), text.get(i));
            fused.merge(text.get(i).chunk(), weights.text() / (K + i + 1), Double::sum);
        }
        Set<Long> chunks = new HashSet<>(fused.keySet());
        List<Ranked> ranked = new ArrayList<>();
        for (long chunk : chunks) {
            ranked.add(
                    new Ranked(
                            chunk,
                            scores(
                                    fused.getOrDefault(chunk, 0.0),
                                    near.get(chunk),
                                    worded.get(chunk),
                                    similarity)));
        }
        ranked.sort(BEST_FIRST);
        return ranked;
    }

    /** By vectors alone; the score is the similarity. */
    static List<Ranked> vector(List<Hit> vector, DoubleUnaryOperator similarity) {
        return vector.stream()
                .map(
                        hit ->
                                new Ranked(
                                        hit.chunk(),
                                        new Scores(
                                                similarity.applyAsDouble(hit.score()),
                                                hit.score(),
                                                hit.score(),
                                                null,
                                                null)))
                .sorted(BEST_FIRST)
                .toList();
    }

    /** By words alone; the score is the coverage. */
    static List<Ranked> text(List<TextHit> text) {
        return text.stream()
                .map(
                        hit ->
                                new Ranked(
                                        hit.chunk(),
                                        new Scores(
                                                hit.coverage(),
                                                hit.score(),
                                                null,
                                                hit.score(),
                                                hit.coverage())))
                .sorted(BEST_FIRST)
                .toList();
    }

    private static Scores scores(
            double fused,
            @Nullable Hit near,
            @Nullable TextHit worded,
            DoubleUnaryOperator similarity) {
        double similar = near == null ? 0 : similarity.applyAsDouble(near.score());
        double covered = worded == null ? 0 : worded.coverage();
        return new Scores(
                (similar + covered) / 2,
                fused,
                near == null ? null : near.score(),
                worded == null ? null : worded.score(),
                worded == null ? null : worded.coverage());
    }
}
