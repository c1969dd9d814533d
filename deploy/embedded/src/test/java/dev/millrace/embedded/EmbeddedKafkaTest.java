package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

    @TempDir private Path folder;

    @Test
    void keepsWhatWasAcknowledgedAcrossARestartOnTheSamePort() throws Exception {
        var port = FreePort.any();
        var settings = new KafkaSettings(folder, port, true, failure -> {});
        try (var kafka = EmbeddedKafka.start(settings)) {
            create(kafka, "kept");
            write(kafka, "kept", "first");
        }
        try (var kafka = EmbeddedKafka.start(settings)) {
            write(kafka, "kept", "second");

            assertThat(read(kafka, "kept", 2)).containsExactly("first", "second");
            assertThat(kafka.port()).isEqualTo(port);
        }
    }

    @Test
    void takesARecordOfNearlySixteenMebibytes() throws Exception {
        var large = "x".repeat(16 * 1024 * 1024 - 4096);
        try (var kafka = EmbeddedKafka.start(KafkaSettings.at(folder))) {
            create(kafka, "large");
            write(kafka, "large", large);

            assertThat(read(kafka, "large", 1)).containsExactly(large);
        }
    }

    @Test
    void makesNoTopicThatNobodyAskedFor() throws Exception {
        try (var kafka = EmbeddedKafka.start(KafkaSettings.at(folder));
                var admin = admin(kafka)) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("unknown")).allTopicNames().get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void tellsOnceThatTheBrokerWantsToEndTheProcess() {
        var told = new CopyOnWriteArrayList<String>();
        try (var kafka = EmbeddedKafka.start(new KafkaSettings(folder, 0, false, told::add))) {
            Exit.halt(1, "the disk is full");
            Exit.exit(1, "once more");

            assertThat(told).containsExactly("the disk is full");
            assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void saysInOneSentenceThatItsPortIsTaken() {
        try (var kafka = EmbeddedKafka.start(KafkaSettings.at(folder.resolve("a")))) {
            var second = new KafkaSettings(folder.resolve("b"), kafka.port(), false, failure -> {});

            assertThatThrownBy(() -> EmbeddedKafka.start(second))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageStartingWith("The broker did not start");
        }
    }

    private static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static void create(EmbeddedKafka kafka, String topic) throws Exception {
        try (var admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void write(EmbeddedKafka kafka, String topic, String value) throws Exception {
        var size = value.getBytes(StandardCharsets.UTF_8).length + 1024;
        try (var producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "max.request.size",
                                size,
                                "acks",
                                "all"),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static List<String> read(EmbeddedKafka kafka, String topic, int count) {
        var values = new ArrayList<String>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            var end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
            }
        }
        return values;
    }
}
