package dev.millrace.proof.costs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Delivers records of {@code attempts} again, byte for byte and in another order. */
final class Redelivery implements AutoCloseable {

    private static final String TOPIC = "millrace.attempts";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String bootstrapServers;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> from = new HashMap<>();
    private final Random random;

    /** What lies on the topic by now is left as it is. */
    Redelivery(String bootstrapServers, long seed) {
        this.bootstrapServers = bootstrapServers;
        this.random = new Random(seed);
        this.consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        from.putAll(ends());
    }

    private Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(
                consumer.partitionsFor(TOPIC, Duration.ofSeconds(30)).stream()
                        .map(info -> new TopicPartition(TOPIC, info.partition()))
                        .toList());
    }

    /**
     * Every second record, by chance, of those that came since the last time.
     *
     * @return how many
     */
    int half() {
        Map<TopicPartition, Long> ends = ends();
        consumer.assign(ends.keySet());
        from.forEach(consumer::seek);
        List<ConsumerRecord<byte[], byte[]>> chosen = new ArrayList<>();
        while (ends.keySet().stream()
                .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (random.nextBoolean()) {
                    chosen.add(record);
                }
            }
        }
        Collections.shuffle(chosen, random);
        for (ConsumerRecord<byte[], byte[]> record : chosen) {
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    TOPIC,
                                    record.partition(),
                                    record.key(),
                                    record.value(),
                                    record.headers()));
        }
        producer.flush();
        from.putAll(ends());
        return chosen.size();
    }

    /**
     * Returns when telemetry has read everything that lies on the topic now.
     *
     * @return false when it has not within two minutes
     */
    boolean awaitRead() throws InterruptedException {
        Map<TopicPartition, Long> ends = ends();
        Instant giveUp = Instant.now().plus(PATIENCE);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            while (Instant.now().isBefore(giveUp)) {
                Map<TopicPartition, Long> read = read(admin);
                if (ends.entrySet().stream()
                        .allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
                    return true;
                }
                Thread.sleep(200);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return false;
    }

    private static Map<TopicPartition, Long> read(Admin admin)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> read = new HashMap<>();
        for (GroupListing group : admin.listGroups().all().get()) {
            if (group.groupId().contains("telemetry")) {
                admin.listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .forEach(
                                (partition, offset) -> {
                                    if (partition.topic().equals(TOPIC) && offset != null) {
                                        read.merge(partition, offset.offset(), Math::max);
                                    }
                                });
            }
        }
        return read;
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
