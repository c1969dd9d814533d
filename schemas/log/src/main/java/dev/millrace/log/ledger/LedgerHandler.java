package dev.millrace.log.ledger;

import dev.millrace.log.Received;

/**
 * Slow work on one record. Runs on a virtual thread of its own, out of order with others, with the
 * record's trace current.
 */
@FunctionalInterface
public interface LedgerHandler<V> {

    /**
     * Returns when everything the record led to is acknowledged: only then its offset counts as
     * finished. An exception means that the record is handled again after a pause; the third
     * failure or crash ends it as {@code poison}. Failures of the surroundings (log, database,
     * network; see {@link dev.millrace.log.consume.Surroundings}) do not count and are tried for
     * ever. Interrupted when the partition is revoked or the service stops: then throw, or return
     * with the interrupt mark set, within two seconds; the record comes again. A return without the
     * mark always means that the work is done.
     *
     * @param redelivered false when nobody can have handled this record before, in this process or
     *     in another
     */
    void handle(Received<V> record, boolean redelivered) throws Exception;

    /**
     * This consumer now holds so many of the topic's partitions. Called on the thread that polls,
     * before records of new ones come: it must be quick.
     */
    default void holds(int partitions, int ofAll) {}
}
