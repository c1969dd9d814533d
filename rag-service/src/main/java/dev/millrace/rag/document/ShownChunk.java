package dev.millrace.rag.document;

import java.util.List;

/**
 * A chunk of a document.
 *
 * @param start UTF-16 units of the document's text, end exclusive
 */
record ShownChunk(
        String object,
        String id,
        int ordinal,
        List<String> heading,
        int start,
        int end,
        int tokens,
        String text) {

    static ShownChunk of(DocumentRepository.Piece piece) {
        return new ShownChunk(
                "chunk",
                Long.toString(piece.id()),
                piece.ordinal(),
                piece.heading(),
                piece.start(),
                piece.end(),
                piece.tokens(),
                piece.body());
    }
}
