package dev.millrace.log.ledger;

import java.util.List;

/**
 * What a commit says of a partition.
 *
 * @param offset the committed offset: the lowest unfinished one, or {@code end} when there is none
 * @param end everything below has been delivered at least once or does not exist
 * @param clean whoever wrote this had stopped: nothing has been delivered since
 * @param unfinished every unfinished offset below {@code end}, ascending
 */
record Checkpoint(long offset, long end, boolean clean, List<Unfinished> unfinished) {

    /**
     * @param tries how often the record's work was begun without coming to its end, 0 to {@value
     *     Ledger#MOST_TRIES}
     */
    record Unfinished(long offset, int tries) {}

    Checkpoint {
        unfinished = List.copyOf(unfinished);
    }

    /** A partition of which nothing is known but where to begin. */
    static Checkpoint startingAt(long offset) {
        return new Checkpoint(offset, offset, true, List.of());
    }
}
