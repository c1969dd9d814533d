package dev.millrace.proof.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** How much lies within a window that slides over everything that was used. */
final class Sliding {

    /** Nanoseconds since the epoch, in order. */
    private final long[] at;

    /** What was used before each of them, and at the end of all. */
    private final long[] before;

    /** Something used at a moment. */
    record Use(Instant at, long amount) {}

    Sliding(List<Use> uses) {
        List<Use> ordered = uses.stream().sorted(Comparator.comparing(Use::at)).toList();
        at = ordered.stream().mapToLong(use -> nanos(use.at())).toArray();
        before = new long[at.length + 1];
        for (int i = 0; i < at.length; i++) {
            before[i + 1] = before[i] + ordered.get(i).amount();
        }
    }

    /** The most that any window holds; of its two ends the later one belongs to it. */
    long most(Duration window) {
        long most = 0;
        for (int i = 0; i < at.length; i++) {
            most = Math.max(most, before[i + 1] - before[firstAfter(at[i] - window.toNanos())]);
        }
        return most;
    }

    /**
     * The least that any window within a time holds; neither of its ends belongs to it.
     *
     * @throws IllegalArgumentException when the time is shorter than the window
     */
    long least(Duration window, Instant from, Instant to) {
        long first = nanos(from);
        long last = nanos(to) - window.toNanos();
        if (last < first) {
            throw new IllegalArgumentException("no whole window from " + from + " to " + to);
        }
        return LongStream.concat(
                        LongStream.of(first, last),
                        LongStream.of(at).filter(moment -> moment > first && moment < last))
                .map(start -> between(start, start + window.toNanos()))
                .min()
                .orElse(0);
    }

    private long between(long from, long to) {
        return before[notBefore(to)] - before[firstAfter(from)];
    }

    private int firstAfter(long moment) {
        return notBefore(moment + 1);
    }

    private int notBefore(long moment) {
        int low = 0;
        int high = at.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at[middle] < moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
