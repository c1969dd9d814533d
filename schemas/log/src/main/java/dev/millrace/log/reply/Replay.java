package dev.millrace.log.reply;

import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.LogContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * One reading of what `replies` holds of a request, and of what is still to come, on the caller's
 * thread. The topic is neither compacted nor written in transactions, so its offsets have no holes:
 * a hole means that records have been trimmed away.
 */
final class Replay implements ReplyHandler {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final LogContext log;
    private final String requestId;
    private final TopicPartition partition;
    private final ReplyHandler handler;
    private final BooleanSupplier closing;
    private final long from;
    private long next;
    private boolean finished;

    Replay(
            LogContext log,
            String requestId,
            ReplyAddress from,
            ReplyHandler handler,
            BooleanSupplier closing) {
        this.log = log;
        this.requestId = requestId;
        this.partition = new TopicPartition(Topics.REPLIES.name(), from.getPartition());
        this.handler = handler;
        this.closing = closing;
        this.from = from.getPosition();
        this.next = this.from;
    }

    /** See {@link Replies#replay}. */
    boolean run() throws InterruptedException {
        Waiters waiters = new Waiters(log.reader());
        waiters.add(requestId, this);
        Consumer<byte[], byte[]> consumer = log.clients().assigned();
        try {
            return run(consumer, waiters);
        } catch (InterruptException _) {
            // Kafka has set the mark again, and could not be closed in peace.
            Thread.interrupted();
            throw new InterruptedException("The replay was interrupted");
        } finally {
            consumer.close();
        }
    }

    private boolean run(Consumer<byte[], byte[]> consumer, Waiters waiters)
            throws InterruptedException {
        consumer.assign(List.of(partition));
        Map<TopicPartition, Long> first = consumer.beginningOffsets(List.of(partition), LOOK);
        if (first.getOrDefault(partition, 0L) > from) {
            return false;
        }
        consumer.seek(partition, from);
        while (!finished) {
            if (closing.getAsBoolean()) {
                throw new InterruptedException("The reply client is being closed");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() != next && next == from) {
                    return false;
                }
                if (record.offset() != next) {
                    throw new IllegalStateException("The replies were trimmed during a replay");
                }
                next++;
                waiters.dispatch(record);
            }
            waiters.retry();
        }
        return true;
    }

    @Override
    public void onChunk(ReplyChunk chunk, long offset) {
        handler.onChunk(chunk, offset);
    }

    @Override
    public void onFinish(RequestFinished finish, long offset) {
        finished = true;
        handler.onFinish(finish, offset);
    }
}
