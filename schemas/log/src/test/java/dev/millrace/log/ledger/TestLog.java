package dev.millrace.log.ledger;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.CancelRequested;
import dev.millrace.events.DeadLetter;
import dev.millrace.events.Owner;
import dev.millrace.events.topic.Keep;
import dev.millrace.events.topic.Keyed;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A log over a real broker, and a view of what really lies there. */
public final class TestLog implements AutoCloseable {

    private final String bootstrap;
    public final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    public final MeterRegistry registry = new SimpleMeterRegistry();
    public final KafkaLog log;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    private TestLog(String bootstrap, OptionalInt ordinal) {
        this.bootstrap = bootstrap;
        this.log =
                KafkaLog.open(
                        new LogSettings(bootstrap, Service.PROVIDER, ordinal, Map.of(), fatal::add),
                        OpenTelemetry.noop(),
                        registry);
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrap);
        this.admin = Admin.create(client);
        this.producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An instance with a stable ordinal: after a crash the next one has its partitions at once. */
    public static TestLog instance(int ordinal) {
        return new TestLog(TestCluster.shared().bootstrapServers(), OptionalInt.of(ordinal));
    }

    public static TestLog at(String bootstrap) {
        return new TestLog(bootstrap, OptionalInt.empty());
    }

    /** A topic nobody else uses. */
    public Topic<CancelRequested> topic(int partitions) {
        Topic<CancelRequested> topic =
                new Topic<>(
                        "test-" + UUID.randomUUID(),
                        Set.of(CancelRequested.class),
                        Keyed.REQUEST,
                        partitions,
                        Keep.HOURS,
                        Set.of(Service.PROVIDER),
                        Set.of(Service.PROVIDER),
                        Set.of(Service.PROVIDER));
        done(admin.createTopics(List.of(new NewTopic(topic.name(), partitions, (short) 1))).all());
        return topic;
    }

    /** Writes records whose key and request id is {@code prefix} and a number from 0. */
    public void write(Topic<?> topic, int partition, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            write(topic, partition, prefix + i, record(prefix + i));
        }
        producer.flush();
    }

    public void write(Topic<?> topic, int partition, String key, SpecificRecord record) {
        writeRaw(topic, partition, key, log.encode(record));
    }

    public void writeRaw(Topic<?> topic, int partition, String key, byte[] value) {
        // Tests look at the log itself.
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                topic.name(),
                                partition,
                                key.getBytes(StandardCharsets.UTF_8),
                                value));
    }

    /** A record as a later build would write it: its schema has one field more. */
    public byte[] newer(SpecificRecord record, String field) {
        Schema newer = newerSchema(record, field);
        GenericData.Record copy = new GenericData.Record(newer);
        for (Schema.Field each : record.getSchema().getFields()) {
            copy.put(each.name(), record.get(each.pos()));
        }
        copy.put(field, "");
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new BinaryMessageEncoder<>(SpecificData.get(), newer).encode(copy, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the later build announces before its first record; here it is late. */
    public void announceNewer(SpecificRecord record, String field) {
        Schema newer = newerSchema(record, field);
        String fingerprint =
                HexFormat.of().toHexDigits(SchemaNormalization.parsingFingerprint64(newer));
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                Topics.WIRE_SCHEMAS,
                                fingerprint.getBytes(StandardCharsets.UTF_8),
                                newer.toString().getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    private static Schema newerSchema(SpecificRecord record, String field) {
        Schema schema = record.getSchema();
        List<Schema.Field> fields = new ArrayList<>();
        schema.getFields().forEach(each -> fields.add(new Schema.Field(each, each.schema())));
        fields.add(new Schema.Field(field, Schema.create(Schema.Type.STRING), null, ""));
        return Schema.createRecord(
                schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }

    public void flush() {
        producer.flush();
    }

    static CancelRequested record(String requestId) {
        return new CancelRequested(
                requestId,
                new Owner("default", "default", "default"),
                Instant.ofEpochMilli(System.currentTimeMillis()),
                "");
    }

    public Optional<OffsetAndMetadata> committed(String group, Topic<?> topic, int partition) {
        @Nullable OffsetAndMetadata found =
                done(admin.listConsumerGroupOffsets("provider-service." + group)
                                .partitionsToOffsetAndMetadata())
                        .get(new TopicPartition(topic.name(), partition));
        return Optional.ofNullable(found);
    }

    public Checkpoint checkpoint(String group, Topic<?> topic, int partition) {
        return committed(group, topic, partition)
                .flatMap(found -> CheckpointCodec.decode(found.offset(), found.metadata()))
                .orElse(Checkpoint.startingAt(-1));
    }

    public void deleteBelow(String topic, int partition, long offset) {
        done(
                admin.deleteRecords(
                                Map.of(
                                        new TopicPartition(topic, partition),
                                        org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(
                                                offset)))
                        .all());
    }

    /** Dead letters of records of a topic. */
    public List<DeadLetter> deadLetters(Topic<?> of) {
        List<DeadLetter> found = new ArrayList<>();
        TopicPartition letters = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            long end = consumer.endOffsets(List.of(letters)).getOrDefault(letters, 0L);
            while (consumer.position(letters) < end) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    DeadLetter letter = log.decode(Topics.DEAD_LETTERS, record.value());
                    if (letter.getTopic().equals(of.name())) {
                        found.add(letter);
                    }
                }
            }
        }
        return found;
    }

    /**
     * Ends a consumer as kill -9 would, as far as the log can see: its thread dies without a commit
     * and without a goodbye.
     */
    public void crash(String group) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("log-provider-service." + group)) {
                thread.interrupt();
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static <T> T done(org.apache.kafka.common.KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        log.close();
    }
}
