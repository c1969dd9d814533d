package dev.millrace.log.wire;

import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.publish.Pace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic `wire-schemas`: Avro schemas as JSON text under their fingerprint. */
public final class WireSchemas {

    private static final Logger LOG = LoggerFactory.getLogger(WireSchemas.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.WIRE_SCHEMAS, 0);
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final KnownSchemas known;

    public WireSchemas(KafkaClients clients, KnownSchemas known) {
        this.clients = clients;
        this.known = known;
    }

    /**
     * Announces this build's schemas, after learning those of others. Only what the topic does not
     * end with is written: a forged record after ours would survive compaction in its place.
     *
     * @throws KafkaException when the log does not acknowledge; nothing else may be published then
     */
    public void announce() {
        Map<String, String> last = load();
        Map<String, String> missing = new HashMap<>(known.announcements());
        missing.entrySet().removeIf(ours -> ours.getValue().equals(last.get(ours.getKey())));
        if (missing.isEmpty()) {
            return;
        }
        List<Future<?>> written = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = clients.producer(Pace.BULK)) {
            missing.forEach(
                    (fingerprint, text) ->
                            written.add(
                                    producer.send(
                                            new ProducerRecord<>(
                                                    Topics.WIRE_SCHEMAS,
                                                    bytes(fingerprint),
                                                    bytes(text)))));
            for (Future<?> each : written) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "The schemas of this build could not be announced", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while announcing schemas", e);
        }
    }

    /**
     * Learns every schema that counts.
     *
     * @return the last text under each key, whether it counts or not
     */
    public Map<String, String> load() {
        Map<String, String> last = new HashMap<>();
        long deadline = System.nanoTime() + LOAD_LIMIT.toNanos();
        try (Consumer<byte[], byte[]> consumer = clients.passing()) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end =
                    consumer.endOffsets(List.of(PARTITION), LOAD_LIMIT).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION, LOAD_LIMIT) < end) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException(Topics.WIRE_SCHEMAS + " could not be read in time");
                }
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    take(record, last);
                }
            }
        }
        return last;
    }

    /** Loads on a thread of its own. */
    public void loadInBackground(java.util.function.Consumer<Boolean> done) {
        Thread.ofVirtual()
                .name("wire-schemas")
                .start(
                        () -> {
                            boolean success = false;
                            try {
                                load();
                                success = true;
                            } catch (RuntimeException e) {
                                LOG.warn(
                                        "{} could not be loaded: {}",
                                        Topics.WIRE_SCHEMAS,
                                        e.toString());
                            } finally {
                                done.accept(success);
                            }
                        });
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Map<String, String> last) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        if (!known.learn(record.key(), record.value())) {
            LOG.warn(
                    "The schema at {} {} does not count: it is not what its key says",
                    Topics.WIRE_SCHEMAS,
                    record.offset());
        }
        last.put(text(record.key()), text(record.value()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
