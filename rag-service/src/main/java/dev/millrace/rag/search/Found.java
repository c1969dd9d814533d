package dev.millrace.rag.search;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A passage that was found: a chunk of a document.
 *
 * @param chunk the chunk's number, unique among all knowledge bases
 * @param document the document it is a piece of
 * @param documentName as its owner named it
 * @param metadata as its owner gave it
 * @param heading headings above it, outermost first
 * @param ordinal from 0 within its document
 * @param start offset within the document's text (UTF-16 units)
 * @param end exclusive
 * @param tokens its length as it was cut
 * @param text the passage itself
 * @param highlights in the order of the text; empty unless asked for
 */
public record Found(
        long chunk,
        UUID document,
        String documentName,
        Map<String, String> metadata,
        List<String> heading,
        int ordinal,
        int start,
        int end,
        int tokens,
        String text,
        Scores scores,
        List<Highlight> highlights) {}
