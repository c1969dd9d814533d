package dev.millrace.provider.quota;

import dev.millrace.provider.attempt.Cancellation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Slots for calls in flight to one provider on one lane. Whoever finds none waits in line on its
 * virtual thread; the limit may change while calls are in flight: fewer take effect as they end.
 */
public final class Slots {

    /** Nobody tells those in line that the limit has grown: they look again this often. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final IntSupplier limit;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private int taken;
    private int waiting;

    /**
     * Slots whose limit is asked for each time.
     *
     * @param limit at least 1
     */
    public Slots(IntSupplier limit) {
        this.limit = limit;
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
    public @org.jspecify.annotations.Nullable Slot take(
            Duration patience, Cancellation cancellation) throws InterruptedException {
        try (var _ = cancellation.onCancel(this::wake)) {
            return take(System.nanoTime() + Math.max(0, patience.toNanos()), cancellation);
        }
    }

    private @org.jspecify.annotations.Nullable Slot take(long until, Cancellation cancellation)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            while (taken >= Math.max(1, limit.getAsInt())) {
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
