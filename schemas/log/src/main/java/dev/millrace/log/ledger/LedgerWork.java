package dev.millrace.log.ledger;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogContext;
import java.util.concurrent.ThreadFactory;
import org.apache.avro.specific.SpecificRecord;

/**
 * What all records of one ledger consumer share.
 *
 * @param group full name of the consumer group
 * @param room bounds what the consumer holds
 * @param turn one suspect at a time
 * @param threads a virtual thread for each record
 */
record LedgerWork<V extends SpecificRecord>(
        String group,
        Topic<V> topic,
        LedgerHandler<V> handler,
        LogContext log,
        Room room,
        SuspectTurn turn,
        ThreadFactory threads) {}
