package dev.millrace.proof.knowledge;

/**
 * A passage that a search found.
 *
 * @param chunk its id
 * @param document the id of its document
 * @param score 0 to 1
 * @param similarity cosine; NaN when it was not compared
 */
public record Hit(String chunk, String document, String text, double score, double similarity) {}
