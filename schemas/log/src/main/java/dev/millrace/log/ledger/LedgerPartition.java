package dev.millrace.log.ledger;

import dev.millrace.events.topic.Keyed;
import dev.millrace.log.ledger.Ledger.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One partition from its assignment to its revocation: its books, its records that wait, its
 * records that run. The thread that polls gives it records and writes its commits; the records'
 * threads report their end, and start those that wait. Thread-safe; a late report, after the
 * partition was forgotten, changes nothing.
 */
final class LedgerPartition<V extends SpecificRecord> {

    /** Half of what may be unrecorded: the commit should come back before the rest is used up. */
    private static final int MANY_UNRECORDED = Ledger.MOST_UNRECORDED / 2;

    /** A commit on its way. */
    record Draft(Checkpoint checkpoint, long changes) {}

    private final LedgerWork<V> work;
    private final Ledger ledger;
    private final RecentIds recent = new RecentIds();

    /** Polled, and not delivered because the ledger or the room did not let them. */
    private final Deque<ConsumerRecord<byte[], byte[]>> pending = new ArrayDeque<>();

    /** Delivered and unfinished, by offset. */
    private final TreeMap<Long, LedgerTask<V>> tasks = new TreeMap<>();

    /** Start when their try is recorded. */
    private final Deque<LedgerTask<V>> unrecorded = new ArrayDeque<>();

    /** Wait for their turn. */
    private final Deque<LedgerTask<V>> suspects = new ArrayDeque<>();

    private boolean opened;
    private long recordedChanges;
    private volatile boolean stopped;
    private boolean forgotten;

    LedgerPartition(LedgerWork<V> work, Checkpoint from, long logEnd) {
        this.work = work;
        this.ledger = new Ledger(from, logEnd);
    }

    synchronized void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        pending.addAll(records);
        pump();
    }

    /** Delivers what may be delivered, and gives a suspect its turn if nobody has it. */
    synchronized void pump() {
        while (!stopped) {
            ConsumerRecord<byte[], byte[]> next = pending.peek();
            if (next == null) {
                break;
            }
            ledger.reached(next.offset());
            if (!ledger.canDeliver(next.offset()) || !work.room().enter(LedgerTask.sizeOf(next))) {
                break;
            }
            pending.remove();
            deliver(next);
        }
        if (!stopped && !suspects.isEmpty() && work.turn().take(suspects.getFirst())) {
            LedgerTask<V> suspect = suspects.removeFirst();
            ledger.turn(suspect.offset());
            unrecorded.add(suspect);
        }
    }

    private void deliver(ConsumerRecord<byte[], byte[]> record) {
        Verdict verdict = ledger.deliver(record.offset());
        if (verdict == Verdict.FINISHED) {
            work.room().leave(LedgerTask.sizeOf(record));
            return;
        }
        String key = LedgerTask.keyOf(record);
        if (work.topic().keyed() == Keyed.REQUEST
                && !key.isEmpty()
                && recent.isRepeat(key, record.offset())) {
            ledger.finish(record.offset());
            work.room().leave(LedgerTask.sizeOf(record));
            return;
        }
        LedgerTask<V> task =
                new LedgerTask<>(
                        this,
                        work,
                        record,
                        key,
                        ledger.isRedelivered(record.offset()),
                        verdict == Verdict.POISON);
        tasks.put(task.offset(), task);
        switch (verdict) {
            case START, POISON -> task.start();
            case START_RECORDED -> unrecorded.add(task);
            case START_ALONE -> suspects.add(task);
            case FINISHED -> throw new AssertionError(verdict);
        }
    }

    /** A task's thread is at its end, with the record finished or not. */
    synchronized void ended(LedgerTask<V> task, boolean finished) {
        work.turn().giveBack(task);
        work.room().leave(task.size());
        if (forgotten || !finished) {
            return;
        }
        tasks.remove(task.offset());
        ledger.finish(task.offset());
        pump();
    }

    /** Whether a task whose handler has failed may try again. */
    synchronized boolean failed(LedgerTask<V> task) {
        return ledger.fail(task.offset());
    }

    boolean isStopped() {
        return stopped;
    }

    /** Records wait here: fetch no more. */
    synchronized boolean isFull() {
        return !pending.isEmpty();
    }

    synchronized boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    synchronized boolean isChanged() {
        return !opened || ledger.changes() != recordedChanges;
    }

    /** Something waits for a commit. */
    synchronized boolean isUrgent() {
        return !opened || !unrecorded.isEmpty() || ledger.unrecorded() >= MANY_UNRECORDED;
    }

    synchronized Draft draft() {
        return new Draft(ledger.checkpoint(), ledger.changes());
    }

    /** The log has acknowledged the commit: whoever waited for it starts. */
    synchronized void recorded(Draft draft) {
        opened = true;
        recordedChanges = draft.changes();
        ledger.recorded(draft.checkpoint());
        if (stopped) {
            return;
        }
        for (Iterator<LedgerTask<V>> all = unrecorded.iterator(); all.hasNext(); ) {
            LedgerTask<V> task = all.next();
            if (ledger.mayStart(task.offset())) {
                all.remove();
                task.start();
            }
        }
        pump();
    }

    /** Starts nothing any more and interrupts what runs. */
    synchronized void stop() {
        stopped = true;
        for (LedgerTask<V> task : tasks.values()) {
            if (task.isStarted()) {
                task.interrupt();
            } else {
                work.turn().giveBack(task);
                work.room().leave(task.size());
            }
        }
    }

    /** Waits for what was interrupted; returns when the time is over, whatever still runs. */
    void awaitQuiet(long deadlineNanos) {
        List<LedgerTask<V>> running;
        synchronized (this) {
            running = new ArrayList<>(tasks.values());
        }
        try {
            for (LedgerTask<V> task : running) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0 || !task.awaitEnd(Duration.ofNanos(left))) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last word on this partition; nothing is booked any more. */
    synchronized Checkpoint forget() {
        forgotten = true;
        return ledger.lastCheckpoint();
    }

    synchronized int unfinished() {
        return ledger.unfinished();
    }

    /** When the oldest unfinished record was written, epoch milliseconds; {@code now} if none. */
    synchronized long oldest(long now) {
        for (LedgerTask<V> lowest : tasks.values()) {
            return lowest.timestamp();
        }
        return now;
    }
}
