package dev.millrace.rag.text.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins the postings of each term of several segments, leaving out chunks that are gone. */
final class Merging {

    private final PostingWriter writer;
    private final Segments.Living living;
    private final List<Source> sources = new ArrayList<>();
    private @Nullable String term;

    private record Source(long segment, Postings.Cursor cursor) {}

    Merging(PostingWriter writer, Segments.Living living) {
        this.writer = writer;
        this.living = living;
    }

    /** Terms come one after another. */
    void add(String next, long segment, byte[] packed) {
        if (!next.equals(term)) {
            end();
            term = next;
        }
        sources.add(new Source(segment, new Postings.Cursor(packed)));
    }

    /** There is no more of the last term. */
    void end() {
        if (term == null) {
            return;
        }
        Postings joined = new Postings();
        for (Source source = first(); source != null; source = first()) {
            Postings.Cursor cursor = source.cursor();
            if (living.has(cursor.chunk(), source.segment())) {
                joined.add(cursor.chunk(), cursor.frequency(), (byte) cursor.lengthCode());
            }
            cursor.advance();
        }
        if (joined.chunks() > 0) {
            writer.add(term, joined);
        }
        sources.clear();
        term = null;
    }

    private @Nullable Source first() {
        Source first = null;
        for (Source source : sources) {
            boolean nearer = first == null || source.cursor().chunk() < first.cursor().chunk();
            if (source.cursor().chunk() != Postings.Cursor.END && nearer) {
                first = source;
            }
        }
        return first;
    }
}
