package dev.millrace.log.ledger;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogContext;
import dev.millrace.log.LogPart;
import dev.millrace.log.consume.Gathering;
import dev.millrace.log.consume.LogThread;
import dev.millrace.log.publish.Pace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic whose records take long: one thread polls and commits, each record runs on a
 * virtual thread of its own, out of order with the others. See {@link Ledger} for what is promised.
 */
public final class LedgerConsumer<V extends SpecificRecord> implements LogPart {

    private static final int MOST_RECORDS = 4_000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;
    private static final int POLL_RECORDS = 500;
    private static final Duration JOIN = Duration.ofSeconds(10);
    private static final Duration LEAVE = Duration.ofSeconds(1);

    /** Nothing but a new record can happen. */
    private static final Duration IDLE = Duration.ofMillis(500);

    /** Records run: their end wants a commit soon. */
    private static final Duration BUSY = Duration.ofMillis(50);

    /** Records wait for a place, a turn or an acknowledgement. */
    private static final Duration CROWDED = Duration.ofMillis(10);

    private final LedgerWork<V> work;
    private final Gathering gathering;
    private final LogThread thread;
    private volatile @Nullable Consumer<byte[], byte[]> running;
    private volatile @Nullable LedgerHoldings<V> holdings;
    private volatile boolean closing;

    public LedgerConsumer(
            String group,
            Topic<V> topic,
            LedgerHandler<V> handler,
            LogContext log,
            SuspectTurn turn) {
        String fullGroup = log.clients().group(group);
        this.work =
                new LedgerWork<>(
                        fullGroup,
                        topic,
                        handler,
                        log,
                        new Room(MOST_RECORDS, MOST_BYTES),
                        turn,
                        Thread.ofVirtual().name("ledger-" + group + "-", 0).factory());
        this.gathering =
                new Gathering(
                        topic.name().endsWith(".bulk") ? Pace.BULK : Pace.INTERACTIVE,
                        POLL_RECORDS);
        this.thread = new LogThread(fullGroup, this::run, log.settings().onFatal());
    }

    @Override
    public String name() {
        return work.group();
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean ready() {
        LedgerHoldings<V> now = holdings;
        return now != null && now.isSettled() && !closing;
    }

    @Override
    public void close() {
        closing = true;
        Consumer<byte[], byte[]> consumer = running;
        if (consumer != null) {
            consumer.wakeup();
        }
        thread.join(JOIN);
    }

    private void run() {
        Consumer<byte[], byte[]> consumer =
                work.log().clients().member(work.group(), work.topic().name(), POLL_RECORDS);
        LedgerHoldings<V> held = new LedgerHoldings<>(work, consumer);
        running = consumer;
        holdings = held;
        try (LedgerGauges _ =
                new LedgerGauges(
                        work.log().registry(), work.log().clock(), work.group(), held.all())) {
            consumer.subscribe(List.of(work.topic().name()), held);
            while (!closing) {
                round(consumer, held);
            }
            held.onPartitionsRevoked(held.assigned());
        } catch (WakeupException e) {
            if (!closing) {
                throw e;
            }
            held.onPartitionsRevoked(held.assigned());
        } finally {
            // After a failure nothing may be committed, and what runs must not go on unseen.
            holdings = null;
            held.onPartitionsLost(held.assigned());
            consumer.close(CloseOptions.timeout(LEAVE));
        }
    }

    private void round(Consumer<byte[], byte[]> consumer, LedgerHoldings<V> held) {
        held.open();
        held.commitIfDue();
        held.steer();
        boolean crowded = held.isCrowded();
        Duration rest = crowded ? Duration.ZERO : gathering.pause(System.nanoTime(), BUSY);
        if (rest.isPositive()) {
            LockSupport.parkNanos(rest.toNanos());
            return;
        }
        ConsumerRecords<byte[], byte[]> records =
                consumer.poll(crowded ? CROWDED : held.isSettled() && held.isIdle() ? IDLE : BUSY);
        gathering.polled(records.count(), System.nanoTime());
        for (TopicPartition partition : records.partitions()) {
            held.offer(partition, records.records(partition));
        }
    }
}
