package dev.millrace.log;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.consume.Reading;
import dev.millrace.log.wire.UnreadableRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** The {@link LogReader}: a consumer for each call, kept only where one record is read. */
final class KafkaLogReader implements LogReader, AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long COMMIT_RETRY_NANOS = Duration.ofMillis(20).toNanos();
    private static final long SCHEMA_RETRY_NANOS = Duration.ofMillis(50).toNanos();

    private final LogContext context;
    private final SpareConsumers spare;

    KafkaLogReader(LogContext context) {
        this.context = context;
        this.spare = new SpareConsumers(context.clients());
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public <V extends SpecificRecord> Optional<Received<V>> read(
            Topic<V> topic, int partition, long offset) {
        TopicPartition where = new TopicPartition(topic.name(), partition);
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        return spare.with(consumer -> pick(consumer, where, offset, deadline))
                .map(record -> decode(record, topic, deadline));
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> pick(
            Consumer<byte[], byte[]> consumer, TopicPartition where, long offset, long deadline) {
        consumer.assign(List.of(where));
        consumer.seek(where, offset);
        // Beyond either end of the log the position moves away.
        while (consumer.position(where, TIMEOUT) <= offset) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                return record.offset() == offset ? Optional.of(record) : Optional.empty();
            }
            if (offset >= end(consumer, where)) {
                return Optional.empty();
            }
            requireTime(deadline, where.topic());
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        spare.close();
    }

    @Override
    public Map<Integer, Long> ends(Topic<?> topic) {
        try (Consumer<byte[], byte[]> consumer = context.clients().passing()) {
            Map<Integer, Long> ends = new HashMap<>();
            ends(consumer, topic).forEach((partition, end) -> ends.put(partition.partition(), end));
            return ends;
        }
    }

    @Override
    public boolean awaitHandled(String group, Topic<?> topic, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Consumer<byte[], byte[]> onlooker =
                context.clients().onlooker(context.clients().group(group))) {
            Map<TopicPartition, Long> ends = ends(onlooker, topic);
            while (!reached(onlooker.committed(ends.keySet(), TIMEOUT), ends)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                LockSupport.parkNanos(COMMIT_RETRY_NANOS);
            }
            return true;
        }
    }

    private static boolean reached(
            Map<TopicPartition, OffsetAndMetadata> commits, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(
                        end -> {
                            OffsetAndMetadata commit = commits.get(end.getKey());
                            return commit != null && commit.offset() >= end.getValue();
                        });
    }

    private static Map<TopicPartition, Long> ends(
            Consumer<byte[], byte[]> consumer, Topic<?> topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic.name(), TIMEOUT).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        return consumer.endOffsets(partitions, TIMEOUT);
    }

    @Override
    public <V extends SpecificRecord> void scan(
            Topic<V> topic, int partition, long from, Predicate<Received<V>> until) {
        TopicPartition where = new TopicPartition(topic.name(), partition);
        try (Consumer<byte[], byte[]> consumer = context.clients().passing()) {
            consumer.assign(List.of(where));
            long end = end(consumer, where);
            consumer.seek(where, Math.max(from, first(consumer, where)));
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (consumer.position(where, TIMEOUT) < end) {
                requireTime(deadline, topic.name());
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    // The limit is for silence: a long scan that moves on is not late.
                    deadline = System.nanoTime() + TIMEOUT.toNanos();
                    if (record.offset() >= end || stops(record, topic, deadline, until)) {
                        return;
                    }
                }
            }
        }
    }

    private <V extends SpecificRecord> boolean stops(
            ConsumerRecord<byte[], byte[]> record,
            Topic<V> topic,
            long deadline,
            Predicate<Received<V>> until) {
        Received<V> received;
        try {
            received = decode(record, topic, deadline);
        } catch (UnreadableRecord e) {
            context.registry().counter("millrace.log.skipped", "topic", topic.name()).increment();
            return false;
        }
        return until.test(received);
    }

    private <V extends SpecificRecord> Received<V> decode(
            ConsumerRecord<byte[], byte[]> record, Topic<V> topic, long deadline) {
        while (true) {
            switch (context.reader().read(record, topic)) {
                case Reading.Ready<V> ready -> {
                    return ready.record();
                }
                case Reading.Unreadable<V> _ ->
                        throw new UnreadableRecord(
                                "%s %d %d cannot be read"
                                        .formatted(
                                                record.topic(),
                                                record.partition(),
                                                record.offset()));
                case Reading.SchemaMissing<V> _ -> {
                    if (System.nanoTime() > deadline) {
                        throw new UnreadableRecord("The schema of a record has not come");
                    }
                    LockSupport.parkNanos(SCHEMA_RETRY_NANOS);
                }
            }
        }
    }

    private static long first(Consumer<byte[], byte[]> consumer, TopicPartition where) {
        return consumer.beginningOffsets(List.of(where), TIMEOUT).getOrDefault(where, 0L);
    }

    private static long end(Consumer<byte[], byte[]> consumer, TopicPartition where) {
        return consumer.endOffsets(List.of(where), TIMEOUT).getOrDefault(where, 0L);
    }

    private static void requireTime(long deadline, String topic) {
        if (System.nanoTime() > deadline) {
            throw new TimeoutException(topic + " could not be read in time");
        }
    }
}
