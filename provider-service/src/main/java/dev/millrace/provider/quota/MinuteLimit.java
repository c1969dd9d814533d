package dev.millrace.provider.quota;

import dev.millrace.events.Lane;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * One limit a minute as this instance keeps it: a stock, filled ahead of need from the common one.
 * What a sliding minute can see beyond the limit is what the common bucket holds and what the
 * instances have in stock: {@link #COMMON} and, for each instance, {@link #OWN} of the limit.
 */
final class MinuteLimit {

    /** Of the limit, in the common bucket. */
    static final double COMMON = 0.02;

    /** Of the limit, in stock here. */
    static final double OWN = 0.015;

    /** Of the own stock, kept from bulk work while somebody waits now and then. */
    private static final double RESERVED = 0.3;

    private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition filled = lock.newCondition();
    private final Runnable hungry;
    private final long lookAgainNanos;
    private long perMinute;
    private double stock;
    private double largest;
    private double waiting;
    private int interactiveWaiting;
    private long lastInteractive;

    /**
     * @param hungry told when more is wanted than is here
     * @param lookAgain how often those who wait ask for more
     */
    MinuteLimit(long perMinute, LongSupplier nanoTime, Runnable hungry, Duration lookAgain) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
        this.hungry = hungry;
        this.lookAgainNanos = lookAgain.toNanos();
        this.lastInteractive = nanoTime.getAsLong() - 2 * LATELY_NANOS;
    }

    /** The limit as it is now. */
    void limit(long now) {
        lock.lock();
        try {
            if (perMinute != now) {
                perMinute = now;
                stock = Math.min(stock, most());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it may be used.
     *
     * @param amount at most what a minute has; more waits for a whole minute's
     * @return false when it did not come in time
     */
    boolean take(double amount, Lane lane, Duration patience) throws InterruptedException {
        boolean interactive = lane == Lane.INTERACTIVE;
        long until = nanoTime.getAsLong() + Math.max(0, patience.toNanos());
        lock.lockInterruptibly();
        try {
            double asked = Math.min(amount, (double) perMinute);
            if (interactive) {
                lastInteractive = nanoTime.getAsLong();
                interactiveWaiting++;
            }
            waiting += asked;
            largest = Math.max(largest, asked);
            try {
                while (!isThere(asked, interactive)) {
                    hungry.run();
                    if (isThere(asked, interactive)) {
                        break;
                    }
                    long left = until - nanoTime.getAsLong();
                    if (left <= 0) {
                        return false;
                    }
                    filled.awaitNanos(Math.min(left, lookAgainNanos));
                }
                stock -= asked;
            } finally {
                waiting -= asked;
                if (interactive) {
                    interactiveWaiting--;
                }
                if (waiting <= 0) {
                    largest = 0;
                }
            }
            if (stock < most() / 2) {
                hungry.run();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isThere(double asked, boolean interactive) {
        if (interactive) {
            return stock >= asked;
        }
        boolean lately = nanoTime.getAsLong() - lastInteractive < LATELY_NANOS;
        double kept = lately ? most() * RESERVED : 0;
        return interactiveWaiting == 0 && stock >= Math.min(asked + kept, Math.max(asked, most()));
    }

    /** What was taken and not used comes back; what was used beyond it is owed. */
    void settle(double unused) {
        lock.lock();
        try {
            stock += unused;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How much would be taken now. */
    double wanted() {
        lock.lock();
        try {
            return Math.max(0, Math.max(most(), largest) - stock);
        } finally {
            lock.unlock();
        }
    }

    void fill(double amount) {
        lock.lock();
        try {
            stock += amount;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What the common bucket must be able to hold, so that the largest request comes through. */
    double capacity() {
        lock.lock();
        try {
            return Math.max(1, Math.max(perMinute * COMMON, largest));
        } finally {
            lock.unlock();
        }
    }

    long perMinute() {
        lock.lock();
        try {
            return perMinute;
        } finally {
            lock.unlock();
        }
    }

    private double most() {
        return Math.max(1, perMinute * OWN);
    }
}
