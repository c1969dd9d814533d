package dev.millrace.provider.quota;

import dev.millrace.provider.attempt.Cancellation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slots for calls in flight to one provider on one lane. Whoever finds none waits in line on its
 * virtual thread; the limit may change while calls are in flight: fewer take effect as they end.
 */
public final class Slots {

    /** Nobody tells those in line that the limit has grown: they look again this often. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final IntSupplier limit;
    private final ReentrantLock lock;
    private final Condition freed;
    private Slots beside = this;
    private int taken;
    private int waiting;

    /**
     * Slots whose limit is asked for each time.
     *
     * @param lock held while the limit is asked for
     */
    private Slots(ReentrantLock lock, IntSupplier limit) {
        this.lock = lock;
        this.freed = lock.newCondition();
        this.limit = limit;
    }

    /** Slots of a lane that shares nothing with others. */
    static Slots alone(IntSupplier limit) {
        return new Slots(new ReentrantLock(true), limit);
    }

    /** Two lanes' slots under one lock, so that the limit of each may depend on the other. */
    static Slots[] pair(IntSupplier first, IntSupplier second) {
        ReentrantLock lock = new ReentrantLock(true);
        Slots[] pair = {new Slots(lock, first), new Slots(lock, second)};
        pair[0].beside = pair[1];
        pair[1].beside = pair[0];
        return pair;
    }

    /** A slot taken; closing gives it back. */
    public final class Slot implements AutoCloseable {

        private boolean closed;

        private Slot() {}

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    taken--;
                    freed.signal();
                    beside.freed.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits for a slot.
     *
     * @return null when none came free within {@code patience}, or the request was cancelled
     */
    public @Nullable Slot take(Duration patience, Cancellation cancellation)
            throws InterruptedException {
        try (var _ = cancellation.onCancel(this::wake)) {
            return take(System.nanoTime() + Math.max(0, patience.toNanos()), cancellation);
        }
    }

    private @Nullable Slot take(long until, Cancellation cancellation) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            while (taken >= limit.getAsInt()) {
                long left = until - System.nanoTime();
                if (left <= 0 || cancellation.isCancelled()) {
                    return null;
                }
                freed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)));
            }
            taken++;
            return new Slot();
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Calls in flight. */
    public int taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Requests in line. */
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
