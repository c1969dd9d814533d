package dev.millrace.gateway.replies;

import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.log.reply.ReplyHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Between the reader of `replies`, which must not be held up, and one client, which may be slow.
 * When it is full it takes nothing more and says so: the log still has everything.
 */
final class ReplyBox implements ReplyHandler {

    private final int capacity;
    private final long after;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Reply> waiting = new ArrayList<>();
    private boolean overflowed;
    private boolean closed;
    private boolean woken;

    /**
     * An empty box.
     *
     * @param capacity records
     * @param after records up to this offset are known already
     */
    ReplyBox(int capacity, long after) {
        this.capacity = capacity;
        this.after = after;
    }

    @Override
    public void onChunk(ReplyChunk chunk, long offset) {
        add(new Reply.Piece(chunk, offset));
    }

    @Override
    public void onFinish(RequestFinished finish, long offset) {
        add(new Reply.End(finish, offset));
    }

    private void add(Reply reply) {
        lock.lock();
        try {
            if (reply.offset() <= after || overflowed) {
                return;
            }
            if (waiting.size() >= capacity) {
                overflowed = true;
            } else {
                waiting.add(reply);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come, or something else is worth a look: whoever waits wakes up. */
    void wake(boolean close) {
        lock.lock();
        try {
            closed |= close;
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** All that is there, at least one unless {@link #pause} ends for another reason. */
    List<Reply> take(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            var _ = pause(patience);
            List<Reply> taken = waiting;
            waiting = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something is there (then true), the box is woken, or {@code patience} ends; from
     * {@link Pulse#EVERY} on the pulse is what ends it.
     */
    boolean pause(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            boolean timed = patience.compareTo(Pulse.EVERY) < 0;
            long left = patience.toNanos();
            while (waiting.isEmpty() && !overflowed && !closed && !woken && left > 0) {
                if (timed) {
                    left = changed.awaitNanos(left);
                } else {
                    changed.await();
                }
            }
            woken = false;
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** True when it holds nothing and nothing will come: what follows is in the log alone. */
    boolean exhausted() {
        lock.lock();
        try {
            return waiting.isEmpty() && (overflowed || closed);
        } finally {
            lock.unlock();
        }
    }
}
