package dev.millrace.log.ledger;

import dev.millrace.events.topic.Keyed;
import dev.millrace.log.Received;
import dev.millrace.log.consume.Reading;
import dev.millrace.log.consume.RecordReader;
import dev.millrace.log.consume.Surroundings;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The work on one record, on a virtual thread of its own: read it, hand it to the handler, again
 * after a failure, bury it when nothing helps. Ends without a word when its partition is taken
 * away: the record comes again.
 */
final class LedgerTask<V extends SpecificRecord> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerTask.class);

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** A missing schema is looked for once a second at most: to ask more often is of no use. */
    private static final long SCHEMA_PAUSE_MILLIS = 250;

    private static final long PAUSE_AFTER_STUMBLE = Duration.ofSeconds(1).toNanos();

    private final LedgerPartition<V> partition;
    private final LedgerWork<V> work;
    private final ConsumerRecord<byte[], byte[]> record;
    private final String key;
    private final boolean poison;
    private boolean redelivered;
    private @Nullable Thread thread;

    LedgerTask(
            LedgerPartition<V> partition,
            LedgerWork<V> work,
            ConsumerRecord<byte[], byte[]> record,
            String key,
            boolean redelivered,
            boolean poison) {
        this.partition = partition;
        this.work = work;
        this.record = record;
        this.key = key;
        this.redelivered = redelivered;
        this.poison = poison;
    }

    long offset() {
        return record.offset();
    }

    long timestamp() {
        return record.timestamp();
    }

    /** Memory it takes, roughly. */
    int size() {
        return sizeOf(record);
    }

    static int sizeOf(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    // The three below are called under the partition's lock.

    void start() {
        Thread started = Objects.requireNonNull(work.threads().newThread(this));
        thread = started;
        started.start();
    }

    boolean isStarted() {
        return thread != null;
    }

    void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void run() {
        if (work.topic().keyed() == Keyed.REQUEST) {
            MDC.put("requestId", key);
        }
        boolean done = false;
        try {
            while (!done && !partition.isStopped()) {
                done = worked();
            }
        } finally {
            MDC.clear();
            partition.ended(this, done);
        }
    }

    /** True when the record is finished; false when the partition has been taken away before. */
    private boolean worked() {
        try {
            return poison ? buried("poison", null) : handled();
        } catch (InterruptedException _) {
            return false;
        } catch (RuntimeException | Error e) {
            // None of the handler's: without a next round the record would hang for ever.
            LOG.error("The ledger stumbles over {} {}", record.topic(), record.offset(), e);
            LockSupport.parkNanos(PAUSE_AFTER_STUMBLE);
            return false;
        }
    }

    private boolean handled() throws InterruptedException {
        for (int failures = 0; !partition.isStopped(); failures++) {
            switch (work.log().reader().read(record, work.topic())) {
                case Reading.Ready<V>(Received<V> received) -> {
                    Throwable failure = failureOf(received);
                    if (failure == null) {
                        return true;
                    }
                    // A handler may have interrupted itself; only a stop is meant for this thread.
                    Thread.interrupted();
                    if (partition.isStopped()) {
                        return false;
                    }
                    // Its text may quote the record: type alone.
                    LOG.warn(
                            "{} {} {} failed in group {}: {}",
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            work.group(),
                            failure.getClass().getName());
                    if (!Surroundings.areToBlame(failure) && !partition.failed(this)) {
                        return buried("poison", failure);
                    }
                    pause(failures);
                }
                case Reading.SchemaMissing<V> _ -> Thread.sleep(SCHEMA_PAUSE_MILLIS);
                case Reading.Unreadable<V>(Throwable cause) -> {
                    return buried("undecodable", cause);
                }
            }
        }
        return false;
    }

    private @Nullable Throwable failureOf(Received<V> received) {
        Span span =
                work.log()
                        .spans()
                        .processing(
                                received.trace(),
                                record.topic(),
                                work.group(),
                                record.partition(),
                                record.offset());
        Context trace = received.trace().with(span);
        try (Scope _ = trace.makeCurrent()) {
            if (span.getSpanContext().isValid()) {
                MDC.put("traceId", span.getSpanContext().getTraceId());
            }
            boolean again = redelivered;
            redelivered = true;
            work.handler().handle(received, again);
            boolean gaveUp = partition.isStopped() && Thread.currentThread().isInterrupted();
            return gaveUp ? new InterruptedException() : null;
        } catch (Throwable e) {
            return e;
        } finally {
            span.end();
        }
    }

    /** Tries until the log has the letter: a record is not finished before. */
    private boolean buried(String code, @Nullable Throwable cause) throws InterruptedException {
        for (int failures = 0; !partition.isStopped(); failures++) {
            try {
                work.log()
                        .deadLetters()
                        .bury(record, work.topic(), work.group(), code, cause)
                        .get();
                return true;
            } catch (ExecutionException | RuntimeException e) {
                LOG.warn("A dead letter could not be written yet: {}", e.toString());
                pause(failures);
            }
        }
        return false;
    }

    private static void pause(int failures) throws InterruptedException {
        Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 16)));
    }

    /** Waits for its thread, if it has one. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        Thread running = thread;
        return running == null || !running.isAlive() || running.join(limit);
    }

    static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return RecordReader.key(record);
    }
}
