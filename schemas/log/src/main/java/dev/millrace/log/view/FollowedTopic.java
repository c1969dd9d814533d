package dev.millrace.log.view;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogContext;
import dev.millrace.log.consume.LogThread;
import dev.millrace.log.consume.Reading;
import dev.millrace.log.consume.RecordReader;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link ReadModel} over a consumer outside any group, from the first record kept. */
public final class FollowedTopic<V extends SpecificRecord> implements ReadModel {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedTopic.class);

    private static final Duration IDLE_POLL = Duration.ofMillis(200);
    private static final Duration WAITING_POLL = Duration.ofMillis(50);
    private static final Duration LOOK_UP = Duration.ofSeconds(2);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);
    private static final long BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();

    /** A look at the end older than this says nothing: the log may be away. */
    private static final long STALE_LOOK = Duration.ofSeconds(4).toNanos();

    private final LogContext context;
    private final Topic<V> topic;
    private final Changes<V> changes;
    private final LogThread thread;
    private final Counter skipped;

    /** Records that wait for a schema, and what came after them. */
    private final Map<TopicPartition, ArrayDeque<ConsumerRecord<byte[], byte[]>>> waiting =
            new HashMap<>();

    private volatile boolean closing;
    private volatile boolean ready;
    private volatile long lastAtEnd = System.nanoTime();
    private volatile long lastLook = lastAtEnd - BETWEEN_LOOKS;
    private volatile boolean atEnd;

    public FollowedTopic(LogContext context, Topic<V> topic, Changes<V> changes) {
        this.context = context;
        this.topic = topic;
        this.changes = changes;
        this.thread = new LogThread(name(), this::run, context.settings().onFatal());
        this.skipped = context.registry().counter("millrace.log.skipped", "topic", topic.name());
    }

    @Override
    public String name() {
        return topic.name();
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public Duration lag() {
        long now = System.nanoTime();
        return atEnd && now - lastLook < STALE_LOOK
                ? Duration.ZERO
                : Duration.ofNanos(now - lastAtEnd);
    }

    @Override
    public void close() {
        closing = true;
        if (!thread.join(CLOSE_LIMIT)) {
            LOG.warn("The reader of {} did not stop in time", topic.name());
        }
    }

    private void run() {
        try (Consumer<byte[], byte[]> consumer = context.clients().assigned()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(new TopicPartition(topic.name(), partition));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                try {
                    turn(consumer, partitions);
                } catch (RetriableException e) {
                    LOG.debug("{} cannot be followed just now", topic.name(), e);
                }
            }
        } finally {
            ready = false;
        }
    }

    private void turn(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        ConsumerRecords<byte[], byte[]> records =
                consumer.poll(ready && waiting.isEmpty() ? IDLE_POLL : WAITING_POLL);
        for (TopicPartition partition : records.partitions()) {
            waiting.computeIfAbsent(partition, _ -> new ArrayDeque<>())
                    .addAll(records.records(partition));
        }
        for (TopicPartition partition : List.copyOf(waiting.keySet())) {
            ArrayDeque<ConsumerRecord<byte[], byte[]>> queue = waiting.get(partition);
            if (queue != null && applied(queue)) {
                waiting.remove(partition);
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
        }
        look(consumer, partitions);
    }

    /** Compares with the topic's end, by asking: only an answer proves that nothing is missing. */
    private void look(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long now = System.nanoTime();
        if (ready && now - lastLook < BETWEEN_LOOKS) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LOOK_UP);
        boolean reached = waiting.isEmpty();
        for (TopicPartition partition : partitions) {
            reached &= consumer.position(partition, LOOK_UP) >= ends.getOrDefault(partition, 0L);
        }
        lastLook = now;
        atEnd = reached;
        if (reached) {
            lastAtEnd = now;
            ready = true;
        }
    }

    /** Whether the queue could be applied to its end; else a schema is missing. */
    private boolean applied(ArrayDeque<ConsumerRecord<byte[], byte[]>> queue) {
        while (!queue.isEmpty()) {
            ConsumerRecord<byte[], byte[]> record = queue.getFirst();
            if (record.value() == null) {
                apply(record, null);
            } else {
                switch (context.reader().read(record, topic)) {
                    case Reading.Ready<V> ready -> apply(record, ready.record().value());
                    case Reading.Unreadable<V> unreadable -> skip(record, unreadable.cause());
                    case Reading.SchemaMissing<V> _ -> {
                        return false;
                    }
                }
            }
            queue.removeFirst();
        }
        return true;
    }

    private void apply(ConsumerRecord<byte[], byte[]> record, @Nullable V value) {
        if (record.key() == null) {
            skip(record, new IllegalArgumentException("no key"));
            return;
        }
        try {
            changes.on(RecordReader.key(record), value);
        } catch (RuntimeException e) {
            skip(record, e);
        }
    }

    private void skip(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        skipped.increment();
        LOG.warn(
                "Skipping {} {} {}: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                cause.getClass().getName());
    }
}
