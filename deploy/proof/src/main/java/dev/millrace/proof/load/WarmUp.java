package dev.millrace.proof.load;

import java.io.IOException;

/**
 * Loads something until it has come to rest: what is measured is a service that has run for a
 * while, not how fast its compilers are.
 */
public final class WarmUp {

    /** A window that brings no more than this is not faster than the best one before. */
    private static final double STILL_GROWING = 1.03;

    private static final int LEAST_WINDOWS = 4;
    private static final int MOST_WINDOWS = 15;

    private WarmUp() {}

    /** Some load, long enough to tell its speed. */
    @FunctionalInterface
    public interface Window {

        /** Answers a second. */
        double perSecond() throws IOException, InterruptedException;
    }

    /**
     * Returns after two windows in a row that were not faster, or after fifteen.
     *
     * @return the best, in answers a second
     */
    public static double untilAtRest(Window window) throws IOException, InterruptedException {
        double best = 0;
        int atRest = 0;
        for (int windows = 1; windows <= MOST_WINDOWS; windows++) {
            double now = window.perSecond();
            atRest = now < best * STILL_GROWING ? atRest + 1 : 0;
            best = Math.max(best, now);
            if (atRest >= 2 && windows >= LEAST_WINDOWS) {
                break;
            }
        }
        return best;
    }
}
