package dev.millrace.log.ledger;

import java.util.List;

/**
 * What a commit says of a partition.
 *
 * @param offset the committed offset: the lowest unfinished one, or {@code end} when there is none
 * @param end everything below has been delivered at least once or does not exist
 * @param clean whoever wrote this had stopped: nothing has been delivered since
 * @param unfinished every unfinished offset below {@code end}, ascending
 * @param seen nothing from here on was ever delivered; {@code end}, or more where an earlier holder
 *     may have gone further than its commits told
 */
record Checkpoint(long offset, long end, boolean clean, List<Unfinished> unfinished, long seen) {

    /**
     * @param tries how often the record's work was begun without coming to its end, 0 to {@value
     *     Ledger#MOST_TRIES}
     */
    record Unfinished(long offset, int tries) {}

    Checkpoint {
        unfinished = List.copyOf(unfinished);
    }

    /** The books of holders who told of all they delivered. */
    Checkpoint(long offset, long end, boolean clean, List<Unfinished> unfinished) {
        this(offset, end, clean, unfinished, end);
    }

    /** A partition that nobody has held before. */
    static Checkpoint startingAt(long offset) {
        return new Checkpoint(offset, offset, true, List.of());
    }

    /**
     * A partition of which nothing is known but where to begin.
     *
     * @param logEnd the end of its log at this moment
     */
    static Checkpoint withoutList(long offset, long logEnd) {
        return new Checkpoint(offset, offset, true, List.of(), Math.max(offset, logEnd));
    }
}
