package dev.millrace.rag.search;

import org.jspecify.annotations.Nullable;

/**
 * How well a passage fits.
 *
 * @param score 0 to 1, comparable between questions; what {@code min_score} is held against. In
 *     text mode the coverage, in vector mode the similarity (the cosine on its model's scale), in
 *     hybrid mode the mean of both, where what is not known is 0
 * @param fused what the order of the passages follows: in hybrid mode the sum of weighted
 *     reciprocal ranks, else the one list's own score; comparable within one answer only
 * @param vector cosine similarity, -1 to 1; null when it is not among the nearest
 * @param text BM25, 0 and up; null when it is not among the best by words
 * @param coverage share of the question's informative words that the passage has, 0 to 1; null
 *     together with {@code text}
 */
public record Scores(
        double score,
        double fused,
        @Nullable Double vector,
        @Nullable Double text,
        @Nullable Double coverage) {}
