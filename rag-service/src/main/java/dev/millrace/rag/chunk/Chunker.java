package dev.millrace.rag.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts texts into chunks. The same text gives the same chunks; time and memory grow with the text's
 * length, whatever stands in it. What is promised and why stands in
 * docs/decisions/0031-ingestion.md.
 */
public final class Chunker {

    private final Chunking chunking;
    private final int most;

    /**
     * A way of cutting.
     *
     * @param most chunks of one text
     */
    public Chunker(Chunking chunking, int most) {
        this.chunking = chunking;
        this.most = most;
    }

    /** Whether a text of no declared kind is better cut as Markdown. */
    public static boolean isLikelyMarkdown(String beginning) {
        return Markdown.isLikely(beginning);
    }

    /**
     * All that is not blank in {@code text}, in order.
     *
     * @param markdown whether headings are looked for; else the text is one section
     */
    public List<Chunk> chunk(String text, boolean markdown) throws TooManyChunks {
        List<Section> sections =
                markdown
                        ? Markdown.sections(text, most)
                        : List.of(new Section(List.of(), 0, text.length()));
        List<Chunk> chunks = new ArrayList<>();
        for (Section section : sections) {
            cut(text, section, chunks);
        }
        return chunks;
    }

    private void cut(String text, Section section, List<Chunk> chunks) throws TooManyChunks {
        Pieces pieces = Pieces.of(text, section.start(), section.end());
        int begun = -1;
        int fresh = 0;
        while (true) {
            while (fresh < pieces.size() && pieces.isBlank(fresh)) {
                fresh++;
            }
            if (fresh == pieces.size()) {
                return;
            }
            int from = overlap(pieces, begun, fresh);
            int end = end(pieces, from, fresh);
            if (chunks.size() == most) {
                throw new TooManyChunks(most);
            }
            chunks.add(chunk(text, section, pieces, from, end, chunks.size()));
            begun = from;
            fresh = end;
        }
    }

    /** Where a chunk begins whose first new piece is {@code fresh}: after the last one's begin. */
    private int overlap(Pieces pieces, int begun, int fresh) {
        if (begun < 0) {
            return fresh;
        }
        int from = fresh;
        int tokens = 0;
        while (from - 1 > begun && tokens + pieces.tokens(from - 1) <= chunking.overlap()) {
            from--;
            tokens += pieces.tokens(from);
        }
        if (tokens + pieces.tokens(fresh) > chunking.tokens()) {
            return fresh;
        }
        int word = fresh;
        for (int i = fresh - 1; i >= from; i--) {
            if (pieces.beginsWord(i) && !pieces.isBlank(i)) {
                word = i;
            }
        }
        for (int i = from; i < fresh; i++) {
            if (pieces.beginsSentence(i)) {
                return i;
            }
        }
        return word;
    }

    /** The piece after the chunk's last: where a sentence begins, else a word, else any. */
    private int end(Pieces pieces, int from, int fresh) {
        int tokens = 0;
        for (int i = from; i < fresh; i++) {
            tokens += pieces.tokens(i);
        }
        int end = fresh;
        while (end < pieces.size() && tokens + pieces.tokens(end) <= chunking.tokens()) {
            tokens += pieces.tokens(end);
            end++;
        }
        if (end == pieces.size()) {
            return end;
        }
        int word = -1;
        for (int i = end; i > fresh; i--) {
            if (pieces.beginsSentence(i)) {
                return i;
            }
            if (word < 0 && pieces.beginsWord(i)) {
                word = i;
            }
        }
        return word > 0 ? word : Math.max(end, fresh + 1);
    }

    private static Chunk chunk(
            String text, Section section, Pieces pieces, int from, int to, int ordinal) {
        int tokens = 0;
        for (int i = from; i < to; i++) {
            tokens += pieces.tokens(i);
        }
        int start = pieces.start(from);
        int end = pieces.end(to - 1);
        while (Pieces.isBlank(text.charAt(start))) {
            start++;
        }
        while (Pieces.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return new Chunk(ordinal, section.headings(), start, end, tokens);
    }
}
