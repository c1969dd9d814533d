package dev.millrace.log.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.sample.OtherVersions;
import dev.millrace.log.sample.Samples;
import dev.millrace.log.sample.TestLog;
import dev.millrace.log.stage.StageHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestLog.FATAL_LOCK)
class UnknownSchemaOnBrokerTest {

    private final String field = "added" + UUID.randomUUID().toString().replace("-", "");
    private final Schema newer = OtherVersions.with(RequestAccepted.getClassSchema(), field);

    @Test
    void anUnknownSchemaHoldsOnlyItsPartitionUntilItsSchemaComes() throws Exception {
        Topic<RequestAccepted> topic = TestLog.requests(2);
        CopyOnWriteArrayList<String> seen = new CopyOnWriteArrayList<>();
        try (KafkaLog gateway = TestLog.open(Service.API_GATEWAY);
                KafkaLog router = TestLog.open(Service.ROUTER);
                LogPart stage =
                        router.stage(
                                "unknown-" + field,
                                topic,
                                Pace.INTERACTIVE,
                                StageHandler.each(
                                        record -> {
                                            seen.add(record.key());
                                            return CompletableFuture.allOf();
                                        }));
                Producer<byte[], byte[]> vandal = TestLog.vandal()) {
            stage.start();
            byte[] future = OtherVersions.write(newer, Samples.accepted("future"));
            vandal.send(new ProducerRecord<>(topic.name(), 0, bytes("future"), future)).get();
            publish(gateway, topic, 0, "after");
            publish(gateway, topic, 1, "beside-1");
            await().until(() -> seen.contains("beside-1"));
            assertThat(seen).doesNotContain("future", "after");

            // A forged schema under the right key changes nothing.
            Schema forged = OtherVersions.without(RequestAccepted.getClassSchema(), "body");
            announce(vandal, newer, forged);
            publish(gateway, topic, 1, "beside-2");
            await().until(() -> seen.contains("beside-2"));
            await().pollDelay(Duration.ofSeconds(2))
                    .until(() -> !seen.contains("future") && !seen.contains("after"));

            announce(vandal, newer, newer);
            await().atMost(Duration.ofSeconds(20)).until(() -> seen.contains("after"));
            assertThat(seen.indexOf("future")).isBetween(0, seen.indexOf("after"));
        }
        assertThat(TestLog.FATAL).isEmpty();
    }

    private static void publish(
            KafkaLog gateway, Topic<RequestAccepted> topic, int partition, String id) {
        gateway.publisher(Pace.INTERACTIVE)
                .publish(topic, partition, id, Samples.accepted(id))
                .join();
    }

    private static void announce(Producer<byte[], byte[]> vandal, Schema under, Schema text)
            throws Exception {
        byte[] key = bytes(Fingerprint.text(Fingerprint.of(under)));
        vandal.send(new ProducerRecord<>(Topics.WIRE_SCHEMAS, key, bytes(text.toString()))).get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatABuildAnnouncesIsThereBeforeItsFirstRecord() {
        try (KafkaLog gateway = TestLog.open(Service.API_GATEWAY)) {
            assertThat(gateway.reader().timeout()).isPositive();
            KnownSchemas known = new KnownSchemas();
            var clients = new dev.millrace.log.KafkaClients(TestLog.settings(Service.API_GATEWAY));
            assertThat(new WireSchemas(clients, known).load().keySet())
                    .containsAll(List.copyOf(known.announcements().keySet()));
        }
    }
}
