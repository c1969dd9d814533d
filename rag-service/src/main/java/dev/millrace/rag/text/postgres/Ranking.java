package dev.millrace.rag.text.postgres;

import dev.millrace.rag.text.Bm25;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;

/**
 * Scores chunks and keeps the best of them. A segment is read term by term within windows of chunk
 * numbers (as Lucene's BooleanScorer does), so that sums are kept in a small array. Not for several
 * threads.
 */
final class Ranking {

    /** The most terms of a question: one bit each. */
    static final int MOST_TERMS = 64;

    /** Best first; of equals the smaller number. */
    static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble(Candidate::score)
                    .reversed()
                    .thenComparingLong(Candidate::chunk);

    private static final int WINDOW = 4_096;
    private static final int LENGTH_CODES = 256;

    private final Bm25 bm25;
    private final double[] weights;
    private final double[] damping = new double[LENGTH_CODES];
    private final int most;
    private final LongPredicate allowed;
    private final PriorityQueue<Candidate> best = new PriorityQueue<>(BEST_FIRST.reversed());
    private final double[] sums = new double[WINDOW];
    private final long[] seen = new long[WINDOW];
    private boolean more;

    /**
     * A chunk and what it scored.
     *
     * @param segment where it was found; 0 for a fresh one
     * @param terms the terms it has, a bit each
     */
    record Candidate(long chunk, long segment, double score, long terms) {}

    /** A term of the question in a segment. */
    @SuppressWarnings("ArrayRecordComponent") // Only carried: nobody compares it.
    record Column(int term, byte[] packed) {}

    /**
     * @param weights qtf · idf of each term
     * @param most how many are kept
     * @param allowed which chunks may be found
     */
    Ranking(Bm25 bm25, double averageLength, double[] weights, int most, LongPredicate allowed) {
        if (weights.length > MOST_TERMS) {
            throw new IllegalArgumentException(weights.length + " terms");
        }
        this.bm25 = bm25;
        this.weights = weights.clone();
        this.most = most;
        this.allowed = allowed;
        for (int code = 0; code < LENGTH_CODES; code++) {
            damping[code] = bm25.damping(Postings.length(code), averageLength);
        }
    }

    /** Looks at all chunks of a segment. */
    void segment(long segment, List<Column> columns) {
        Postings.Cursor[] cursors = new Postings.Cursor[columns.size()];
        Arrays.setAll(cursors, i -> new Postings.Cursor(columns.get(i).packed()));
        for (long start = first(cursors); start != Postings.Cursor.END; start = first(cursors)) {
            long end = start + WINDOW;
            for (int i = 0; i < cursors.length; i++) {
                add(cursors[i], columns.get(i).term(), start, end);
            }
            for (int i = 0; i < WINDOW; i++) {
                if (seen[i] != 0) {
                    offer(start + i, segment, sums[i], seen[i]);
                    sums[i] = 0;
                    seen[i] = 0;
                }
            }
        }
    }

    /** Looks at one chunk that is in no segment; frequencies by term, 0 where it has none. */
    void fresh(long chunk, int length, int[] frequencies) {
        double here = damping[Postings.lengthCode(length) & 0xff];
        double sum = 0;
        long terms = 0;
        for (int term = 0; term < frequencies.length; term++) {
            if (frequencies[term] > 0) {
                sum += bm25.part(weights[term], frequencies[term], here);
                terms |= 1L << term;
            }
        }
        if (terms != 0) {
            offer(chunk, 0, sum, terms);
        }
    }

    /** The best that were seen, best first. */
    List<Candidate> best() {
        List<Candidate> sorted = new ArrayList<>(best);
        sorted.sort(BEST_FIRST);
        return sorted;
    }

    /** Whether there were more than are kept. */
    boolean hasMore() {
        return more;
    }

    private void add(Postings.Cursor cursor, int term, long start, long end) {
        double weight = weights[term];
        long bit = 1L << term;
        while (cursor.chunk() < end) {
            int at = (int) (cursor.chunk() - start);
            sums[at] += bm25.part(weight, cursor.frequency(), damping[cursor.lengthCode()]);
            seen[at] |= bit;
            cursor.advance();
        }
    }

    private void offer(long chunk, long segment, double score, long terms) {
        boolean full = best.size() == most;
        if ((full && score < best.element().score()) || !allowed.test(chunk)) {
            more |= full;
            return;
        }
        best.add(new Candidate(chunk, segment, score, terms));
        if (full) {
            best.remove();
            more = true;
        }
    }

    private static long first(Postings.Cursor[] cursors) {
        long first = Postings.Cursor.END;
        for (Postings.Cursor cursor : cursors) {
            first = Math.min(first, cursor.chunk());
        }
        return first;
    }
}
