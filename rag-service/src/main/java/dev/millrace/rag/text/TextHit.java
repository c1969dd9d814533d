package dev.millrace.rag.text;

/**
 * A chunk that shares words with a question.
 *
 * @param chunk its number
 * @param score BM25: larger is better, comparable within one answer only
 * @param coverage 0 to 1: how much of what the question says the chunk has, each word counted by
 *     how rare it is; a word that no chunk has counts as the rarest
 */
public record TextHit(long chunk, double score, double coverage) {}
