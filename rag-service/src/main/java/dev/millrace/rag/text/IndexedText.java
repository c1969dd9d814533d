package dev.millrace.rag.text;

import java.util.UUID;

/**
 * What is searched of a chunk.
 *
 * @param chunk the chunk's number, unique among all indexes
 * @param document the document it is a piece of
 * @param text its headings and its body
 */
public record IndexedText(long chunk, UUID document, String text) {}
