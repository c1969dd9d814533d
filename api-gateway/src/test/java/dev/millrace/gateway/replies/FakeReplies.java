package dev.millrace.gateway.replies;

import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.log.reply.Replies;
import dev.millrace.log.reply.ReplyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/** One partition of `replies` in memory. */
final class FakeReplies implements Replies {

    private final List<SpecificRecord> records = new ArrayList<>();
    private final Map<String, ReplyHandler> waiters = new ConcurrentHashMap<>();
    private boolean trimmed;

    void write(SpecificRecord record) {
        long offset;
        synchronized (this) {
            offset = records.size();
            records.add(record);
            notifyAll();
        }
        waiters.values().forEach(handler -> hand(record, offset, handler));
    }

    synchronized void trim() {
        trimmed = true;
    }

    int waiting() {
        return waiters.size();
    }

    private static void hand(SpecificRecord record, long offset, ReplyHandler handler) {
        switch (record) {
            case ReplyChunk chunk -> handler.onChunk(chunk, offset);
            case RequestFinished finish -> handler.onFinish(finish, offset);
            default -> throw new IllegalArgumentException(record.getClass().getName());
        }
    }

    @Override
    public ReplyAddress address() {
        return new ReplyAddress(0, (long) records.size());
    }

    @Override
    public Registration await(String requestId, ReplyHandler handler) {
        waiters.put(requestId, handler);
        return () -> waiters.remove(requestId);
    }

    @Override
    public boolean replay(String requestId, ReplyAddress from, ReplyHandler handler)
            throws InterruptedException {
        long next = from.getPosition();
        while (true) {
            SpecificRecord record;
            synchronized (this) {
                if (trimmed) {
                    return false;
                }
                while (next >= records.size()) {
                    wait();
                }
                record = records.get((int) next);
            }
            hand(record, next++, handler);
            if (record instanceof RequestFinished) {
                return true;
            }
        }
    }

    @Override
    public String name() {
        return "replies";
    }

    @Override
    public void start() {}

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void close() {}
}
