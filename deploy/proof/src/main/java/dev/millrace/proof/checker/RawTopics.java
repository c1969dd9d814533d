package dev.millrace.proof.checker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads whole topics as they lie, with the schemas the log itself carries. */
public final class RawTopics implements AutoCloseable {

    private static final String WIRE_SCHEMAS = "millrace.wire-schemas";

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<Long, Schema> schemas = new HashMap<>();

    /**
     * A record as it lies.
     *
     * @param size bytes of its key and value
     */
    public record Raw(
            String key,
            Instant timestamp,
            int partition,
            long offset,
            int size,
            GenericRecord value) {}

    public RawTopics(String bootstrapServers) {
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "enable.auto.commit",
                                "false",
                                "auto.offset.reset",
                                "earliest",
                                "max.partition.fetch.bytes",
                                Integer.toString(17 << 20)),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        for (ConsumerRecord<String, byte[]> record : all(WIRE_SCHEMAS)) {
            if (record.value() != null) {
                learn(record.value());
            }
        }
    }

    /** Anybody may have put anything there. */
    private void learn(byte[] text) {
        try {
            Schema schema =
                    new Schema.Parser()
                            .parse(new String(text, java.nio.charset.StandardCharsets.UTF_8));
            schemas.put(SchemaNormalization.parsingFingerprint64(schema), schema);
        } catch (AvroRuntimeException noSchema) {
            // Then no record can name it either.
        }
    }

    private static int size(ConsumerRecord<String, byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + record.serializedValueSize();
    }

    /** Every readable record of a topic, up to the end it has now. */
    public List<Raw> read(String topic) {
        List<Raw> records = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : all(topic)) {
            decode(record.value())
                    .ifPresent(
                            value ->
                                    records.add(
                                            new Raw(
                                                    record.key(),
                                                    Instant.ofEpochMilli(record.timestamp()),
                                                    record.partition(),
                                                    record.offset(),
                                                    size(record),
                                                    value)));
        }
        return records;
    }

    private Optional<GenericRecord> decode(byte[] bytes) {
        if (bytes == null || bytes.length < 10 || bytes[0] != (byte) 0xC3 || bytes[1] != 0x01) {
            return Optional.empty();
        }
        long fingerprint = ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Schema schema = schemas.get(fingerprint);
        if (schema == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new GenericDatumReader<GenericRecord>(schema)
                            .read(
                                    null,
                                    DecoderFactory.get()
                                            .binaryDecoder(bytes, 10, bytes.length - 10, null)));
        } catch (java.io.IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private List<ConsumerRecord<String, byte[]>> all(String topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic, Duration.ofSeconds(30)).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
            consumer.poll(Duration.ofMillis(500)).forEach(records::add);
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
