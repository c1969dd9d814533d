package dev.millrace.rag.index;

/**
 * A chunk that was found.
 *
 * @param chunk its number
 * @param score larger is better; what it means is said by who found it
 */
public record Hit(long chunk, double score) {}
