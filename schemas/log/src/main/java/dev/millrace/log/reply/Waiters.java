package dev.millrace.log.reply;

import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Received;
import dev.millrace.log.consume.Reading;
import dev.millrace.log.consume.RecordReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for which request, and what happens when a record comes. Waiters come and go on any
 * thread, records on one. A record nobody waits for costs a look at its key.
 */
final class Waiters {

    private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

    private static final class Request {
        final List<ReplyHandler> handlers = new CopyOnWriteArrayList<>();

        /** From the first record on whose schema has not come yet; others need not wait for it. */
        final Deque<ConsumerRecord<byte[], byte[]>> held = new ArrayDeque<>();
    }

    private final RecordReader reader;
    private final Map<String, Request> requests = new ConcurrentHashMap<>();

    /** Requests with held records; the thread that dispatches alone comes here. */
    private final Map<String, Request> holding = new ConcurrentHashMap<>();

    Waiters(RecordReader reader) {
        this.reader = reader;
    }

    void add(String requestId, ReplyHandler handler) {
        requests.compute(
                requestId,
                (_, known) -> {
                    Request request = known == null ? new Request() : known;
                    request.handlers.add(handler);
                    return request;
                });
    }

    /** Takes one registration of the handler away, if the finish has not done so. */
    void remove(String requestId, ReplyHandler handler) {
        requests.computeIfPresent(
                requestId,
                (_, request) -> {
                    request.handlers.remove(handler);
                    return request.handlers.isEmpty() ? null : request;
                });
    }

    int waiting() {
        return requests.size();
    }

    void dispatch(ConsumerRecord<byte[], byte[]> record) {
        String key = RecordReader.key(record);
        Request request = requests.get(key);
        if (request == null) {
            return;
        }
        if (!request.held.isEmpty() || !deliver(key, request, record)) {
            request.held.add(record);
            holding.put(key, request);
        }
    }

    /** Looks again at records whose schemas had not come. */
    void retry() {
        holding.forEach(
                (key, request) -> {
                    while (requests.get(key) == request
                            && !request.held.isEmpty()
                            && deliver(key, request, request.held.getFirst())) {
                        request.held.removeFirst();
                    }
                    if (request.held.isEmpty() || requests.get(key) != request) {
                        holding.remove(key);
                    }
                });
    }

    /** False when the record cannot be read yet. */
    private boolean deliver(String key, Request request, ConsumerRecord<byte[], byte[]> record) {
        return switch (reader.read(record, Topics.REPLIES)) {
            case Reading.SchemaMissing<SpecificRecord> _ -> false;
            case Reading.Unreadable<SpecificRecord>(Throwable cause) -> {
                LOG.warn(
                        "Skipped unreadable reply at {} {}: {}",
                        record.partition(),
                        record.offset(),
                        cause.getClass().getName());
                yield true;
            }
            case Reading.Ready<SpecificRecord>(Received<SpecificRecord> received) -> {
                deliver(key, request, received.value(), record.offset());
                yield true;
            }
        };
    }

    private void deliver(String key, Request request, SpecificRecord value, long offset) {
        switch (value) {
            case ReplyChunk chunk ->
                    request.handlers.forEach(one -> guarded(() -> one.onChunk(chunk, offset)));
            case RequestFinished finish -> {
                // Whoever comes from now on is not told: the first ending is the last word.
                requests.remove(key, request);
                request.handlers.forEach(one -> guarded(() -> one.onFinish(finish, offset)));
            }
            default -> LOG.warn("A {} on replies", value.getSchema().getName());
        }
    }

    /** One waiter's failure is no other's. */
    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            LOG.warn("A reply handler failed: {}", e.getClass().getName());
        }
    }
}
