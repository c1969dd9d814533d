package dev.millrace.rag.chunk;

import java.util.List;

/**
 * A piece of a text: {@code text.substring(start, end)}.
 *
 * @param ordinal from 0 within its text
 * @param headings those above it, outermost first
 * @param start UTF-16 units from the text's beginning; neither it nor {@code end} parts a pair
 * @param end exclusive
 * @param tokens as {@link Tokens} counts them
 */
public record Chunk(int ordinal, List<String> headings, int start, int end, int tokens) {}
