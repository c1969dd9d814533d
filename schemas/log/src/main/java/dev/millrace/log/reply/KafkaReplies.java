package dev.millrace.log.reply;

import dev.millrace.events.ReplyAddress;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.LogContext;
import dev.millrace.log.consume.LogThread;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Replies} of one instance over Kafka: one thread reads one partition from its end on. A
 * broker that goes away is waited for; what was written meanwhile is read afterwards.
 */
public final class KafkaReplies implements Replies {

    /** Each replay has a consumer of its own, with buffers and a connection. */
    static final int MOST_REPLAYS = 32;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReplies.class);
    private static final long UNKNOWN = -1;
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final LogContext log;
    private final TopicPartition partition;
    private final Waiters waiters;
    private final LogThread thread;
    private final Semaphore replays = new Semaphore(MOST_REPLAYS);

    /** Everything below has been handed to whoever waited for it. */
    private volatile long position = UNKNOWN;

    private volatile boolean reading;
    private volatile boolean closing;
    private volatile @Nullable Consumer<byte[], byte[]> running;

    public KafkaReplies(LogContext log) {
        this.log = log;
        this.partition =
                new TopicPartition(
                        Topics.REPLIES.name(),
                        Math.floorMod(instance(log).hashCode(), Topics.REPLIES.partitions()));
        this.waiters = new Waiters(log.reader());
        this.thread = new LogThread(name(), this::run, log.settings().onFatal());
    }

    /** What tells this instance from others. */
    private static String instance(LogContext log) {
        return log.settings().service().id()
                + "-"
                + (log.settings().ordinal().isPresent()
                        ? log.settings().ordinal().getAsInt()
                        : UUID.randomUUID());
    }

    @Override
    public String name() {
        return Topics.REPLIES.name() + "-" + partition.partition();
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean ready() {
        return reading && !closing;
    }

    @Override
    public ReplyAddress address() {
        long now = position;
        if (now == UNKNOWN) {
            throw new IllegalStateException("The reply client is not ready");
        }
        return new ReplyAddress(partition.partition(), now);
    }

    @Override
    public Registration await(String requestId, ReplyHandler handler) {
        waiters.add(requestId, handler);
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                waiters.remove(requestId, handler);
            }
        };
    }

    @Override
    public boolean replay(String requestId, ReplyAddress from, ReplyHandler handler)
            throws InterruptedException {
        if (!replays.tryAcquire()) {
            throw new TooManyReplays();
        }
        try {
            return new Replay(log, requestId, from, handler, () -> closing).run();
        } finally {
            replays.release();
        }
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

    private void run() throws InterruptedException {
        while (!closing) {
            try (Consumer<byte[], byte[]> consumer = log.clients().assigned()) {
                running = consumer;
                read(consumer);
            } catch (WakeupException e) {
                if (!closing) {
                    throw e;
                }
            } catch (AuthenticationException | AuthorizationException e) {
                throw e;
            } catch (KafkaException e) {
                reading = false;
                LOG.warn("{} is read again from {} on: {}", partition, position, e.toString());
                Thread.sleep(PAUSE);
            } finally {
                reading = false;
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        if (position == UNKNOWN) {
            consumer.seekToEnd(List.of(partition));
            position = consumer.position(partition, FIRST_LOOK);
        } else {
            consumer.seek(partition, position);
        }
        reading = true;
        while (!closing) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                waiters.dispatch(record);
                position = record.offset() + 1;
            }
            waiters.retry();
        }
    }
}
