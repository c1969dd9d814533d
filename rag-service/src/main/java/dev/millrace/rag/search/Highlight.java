package dev.millrace.rag.search;

/**
 * A word of the question in a passage.
 *
 * @param start offset within {@link Found#text()} (UTF-16 units)
 * @param end exclusive
 */
public record Highlight(int start, int end) {}
