package dev.millrace.proof.limits;

import dev.millrace.proof.checker.RawTopics;
import dev.millrace.web.request.Uuid7;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Work for provider-service, put where it is wanted: which instance works on a request follows from
 * its partition, and that from an id which nobody can choose over HTTP. So these are copies of an
 * execution that the product made itself, each with an id, a prompt and times of its own.
 */
final class Executions implements AutoCloseable {

    private static final String TOPIC = "millrace.executions.interactive";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KafkaProducer<byte[], byte[]> producer;
    private final Uuid7 ids = new Uuid7(Clock.systemUTC());

    Executions(String bootstrapServers) {
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** One that the product made for a request for this model. */
    static GenericRecord sample(String bootstrapServers, String model) {
        try (RawTopics topics = new RawTopics(bootstrapServers)) {
            return topics.read(TOPIC).stream()
                    .map(RawTopics.Raw::value)
                    .filter(value -> String.valueOf(head(value).get("model")).equals(model))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("nobody asked for " + model));
        }
    }

    private static GenericRecord head(GenericRecord execution) {
        return (GenericRecord) request(execution).get("head");
    }

    private static GenericRecord request(GenericRecord execution) {
        return (GenericRecord) execution.get("request");
    }

    /**
     * Puts a copy of the sample on a partition.
     *
     * @param longest tokens of the answer at most, as the request says it
     * @return the id of its request
     */
    String put(GenericRecord sample, int partition, String prompt, int longest) {
        GenericRecord copy = GenericData.get().deepCopy(sample.getSchema(), sample);
        Instant now = Instant.now();
        String id = ids.next().toString();
        GenericRecord head = head(copy);
        head.put("requestId", id);
        head.put("acceptedAt", now.toEpochMilli());
        head.put("deadline", now.plus(DEADLINE).toEpochMilli());
        request(copy).put("body", clear(body(String.valueOf(head.get("model")), prompt, longest)));
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                TOPIC,
                                partition,
                                id.getBytes(StandardCharsets.UTF_8),
                                encoded(copy)));
        return id;
    }

    private static String body(String model, String prompt, int longest) {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("max_tokens", longest);
        body.withArray("messages").addObject().put("role", "user").put("content", prompt);
        return body.toString();
    }

    /** A content field whose first byte says that the rest is not sealed. */
    private static ByteBuffer clear(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(bytes.length + 1).put((byte) 0).put(bytes).flip();
    }

    /** Avro's single-object encoding. */
    private static byte[] encoded(GenericRecord record) {
        Schema schema = record.getSchema();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xC3);
        out.write(0x01);
        out.writeBytes(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(SchemaNormalization.parsingFingerprint64(schema))
                        .array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        producer.close();
    }
}
