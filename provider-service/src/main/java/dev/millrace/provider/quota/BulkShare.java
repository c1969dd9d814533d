package dev.millrace.provider.quota;

import java.util.Arrays;

/**
 * How much of its limit bulk may use while someone waits (rule 13): halved after each window whose
 * median interactive latency is over {@link #TOLERANCE} times the norm, else one step back up. The
 * norm is the lowest median lately: it falls at once and rises slowly, so that a provider that
 * became slower for good is the new norm after some minutes. A window with fewer than {@link
 * #ENOUGH} calls says nothing and lets the share recover. Pure: windows are ended by whoever owns
 * it. See docs/decisions/bulk-share.md.
 */
public final class BulkShare {

    static final double TOLERANCE = 1.5;
    static final int ENOUGH = 5;

    /** Bulk never stands still. */
    static final double FLOOR = 0.25;

    private static final double STEP = 1.0 / 16;

    /** Slightly under two per cent a window of one second: doubled within a minute. */
    private static final double NORM_RISE = 1.015;

    /** Below this, differences are the machine's, not bulk's. */
    private static final double LEAST_NORM_MILLIS = 5;

    private static final int KEPT = 1024;

    private final long[] window = new long[KEPT];
    private int count;
    private double norm = Double.NaN;
    private double share = 1;

    /** An interactive call's time to its first token, or to its answer when it was plain. */
    public synchronized void observe(long millis) {
        window[count++ % KEPT] = millis;
    }

    /** Ends a window. */
    public synchronized void endWindow() {
        int seen = Math.min(count, KEPT);
        count = 0;
        if (seen < ENOUGH) {
            share = Math.min(1, share + STEP);
            return;
        }
        Arrays.sort(window, 0, seen);
        double median = Math.max(LEAST_NORM_MILLIS, (double) window[seen / 2]);
        if (Double.isNaN(norm) || median <= norm) {
            norm = median;
        }
        if (median > TOLERANCE * norm) {
            share = Math.max(FLOOR, share / 2);
        } else {
            share = Math.min(1, share + STEP);
        }
        norm = Math.min(norm * NORM_RISE, Math.max(norm, median));
    }

    /** What bulk may use of a limit; at least one. */
    int of(int limit) {
        return (int) Math.ceil(limit * share());
    }

    /** Between {@link #FLOOR} and 1. */
    public synchronized double share() {
        return share;
    }
}
