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
     * finished. An exception means that the record is delivered again after a pause; the third
     * failure or crash ends it as {@code poison}. Interrupted when the partition is revoked or the
     * service stops: then return quickly, the record comes again.
     */
    void handle(Received<V> record) throws Exception;
}
