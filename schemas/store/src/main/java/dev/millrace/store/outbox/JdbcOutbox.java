package dev.millrace.store.outbox;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.Log;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The {@link Outbox} in a table of the service's schema. Each service that has one makes it in a
 * migration of its own:
 *
 * <pre>{@code
 * create table outbox (
 *     id      bigint generated always as identity primary key,
 *     topic   text not null,
 *     key     text not null,
 *     value   bytea,        -- the record as it will lie on the log; null withdraws the key
 *     trace   text,         -- traceparent of the request that led to it
 *     broken  text          -- why it cannot be published: kept for an operator, never tried again
 * );
 * create index outbox_waiting on outbox (topic, key, id) where broken is null;
 * }</pre>
 */
public final class JdbcOutbox implements Outbox {

    private final JdbcClient database;
    private final Log log;
    private final Runnable committed;

    /**
     * An outbox in {@code database}.
     *
     * @param log encodes the records
     * @param committed told after each commit that added something
     */
    public JdbcOutbox(JdbcClient database, Log log, Runnable committed) {
        this.database = database;
        this.log = log;
        this.committed = committed;
    }

    @Override
    public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
        if (!topic.records().contains(record.getClass())) {
            throw new IllegalArgumentException(
                    record.getSchema().getName() + " may not stand on " + topic.name());
        }
        insert(topic, key, log.encode(record));
    }

    @Override
    public void withdraw(Topic<?> topic, String key) {
        insert(topic, key, null);
    }

    private void insert(Topic<?> topic, String key, byte @Nullable [] value) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalStateException("an announcement needs the transaction it belongs to");
        }
        // Ids are given when a row is inserted, not when it commits: whoever announces under the
        // same key waits here for the other's end, so that ids follow commits within a key.
        database.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
                .param("lock", "outbox " + topic.name() + " " + key)
                .query((row, number) -> true)
                .single();
        database.sql("insert into outbox (topic, key, value, trace) values (?, ?, ?, ?)")
                .param(topic.name())
                .param(key)
                .param(value)
                .param(TraceParent.ofCurrent())
                .update();
        nudgeOnce();
    }

    /** Once per transaction, however much it announces. */
    private void nudgeOnce() {
        Nudge nudge = new Nudge(committed);
        if (!TransactionSynchronizationManager.getSynchronizations().contains(nudge)) {
            TransactionSynchronizationManager.registerSynchronization(nudge);
        }
    }

    private record Nudge(Runnable committed) implements TransactionSynchronization {
        @Override
        public void afterCommit() {
            committed.run();
        }
    }
}
