package dev.millrace.log.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.embedded.EmbeddedKafka;
import dev.millrace.embedded.KafkaSettings;
import dev.millrace.events.CancelRequested;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogContext;
import dev.millrace.log.LogPart;
import dev.millrace.log.LogSettings;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.sample.BrokerlessLog;
import dev.millrace.log.sample.Samples;
import dev.millrace.log.sample.TestLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What needs a broker of its own: set-up from nothing, trimming everything, a broker that goes. */
@Isolated("It measures how soon a caller is told.")
class OwnBrokerTest {

    @TempDir Path folder;

    @Test
    void aClusterThatIsNotThereIsToldInOneSentence() {
        LogSettings nowhere = settings("127.0.0.1:1");
        TopicSetup setup =
                new TopicSetup(new KafkaClients(nowhere), nowhere, Duration.ofMillis(100));
        assertThatThrownBy(setup::run)
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("MILLRACE_KAFKA");
    }

    @Test
    void topicsAreBroughtIntoTheStateOfTheTableTrimmedByTheJanitorAndMissedWhenTheBrokerGoes()
            throws Exception {
        EmbeddedKafka broker = EmbeddedKafka.start(KafkaSettings.at(folder.resolve("kafka")));
        LogSettings settings = settings(broker.bootstrapServers());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(Topics.RESULTS.name(), 6, (short) 1)
                                            .configs(Map.of("retention.ms", "1000"))))
                    .all()
                    .get();
            try (KafkaLog log =
                    KafkaLog.open(settings, TestLog.TRACES, new SimpleMeterRegistry())) {
                assertThat(setting(admin, Topics.RESULTS.name(), "retention.ms")).isEqualTo("-1");
                assertThat(setting(admin, Topics.ACCESS.name(), "cleanup.policy"))
                        .isEqualTo("compact");
                assertThat(setting(admin, Topics.PERSON_KEYS.name(), "file.delete.delay.ms"))
                        .isEqualTo("1000");
                assertThat(setting(admin, Topics.REPLIES.name(), "max.message.bytes"))
                        .isEqualTo("16777216");

                trims(log, janitorsContext(settings), admin);

                broker.close();
                long before = System.nanoTime();
                assertThat(
                                log.publisher(Pace.INTERACTIVE)
                                        .publish(
                                                Topics.REQUESTS.interactive(),
                                                "r1",
                                                Samples.accepted("r1")))
                        .failsWithin(Duration.ofSeconds(5))
                        .withThrowableThat()
                        .withCauseInstanceOf(Publisher.NotAcknowledged.class);
                assertThat(Duration.ofNanos(System.nanoTime() - before))
                        .isLessThan(Duration.ofSeconds(5));
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void partitionCountsThatDifferAreRefused() throws Exception {
        EmbeddedKafka broker = EmbeddedKafka.start(KafkaSettings.at(folder.resolve("kafka")));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(Topics.RESULTS.name(), 2, (short) 1),
                                    new NewTopic(Topics.ATTEMPTS.name(), 3, (short) 1)))
                    .all()
                    .get();
            LogSettings settings = settings(broker.bootstrapServers());
            assertThatThrownBy(
                            () ->
                                    KafkaLog.open(
                                            settings, TestLog.TRACES, new SimpleMeterRegistry()))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining(Topics.RESULTS.name())
                    .hasMessageContaining("2 partitions");
        } finally {
            broker.close();
        }
    }

    @Test
    void topicsOfWorkKeepThePartitionCountTheyWereMadeWith() throws Exception {
        EmbeddedKafka broker = EmbeddedKafka.start(KafkaSettings.at(folder.resolve("kafka")));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topics.RESULTS.name(), 2, (short) 1)))
                    .all()
                    .get();
            try (KafkaLog log =
                    KafkaLog.open(
                            settings(broker.bootstrapServers()),
                            TestLog.TRACES,
                            new SimpleMeterRegistry())) {
                assertThat(Topics.work())
                        .allSatisfy(
                                topic ->
                                        assertThat(log.reader().ends(topic).keySet())
                                                .as(topic.name())
                                                .containsExactlyInAnyOrder(0, 1));
                assertThat(log.reader().ends(Topics.REPLIES)).hasSize(Topics.REPLIES.partitions());
            }
        } finally {
            broker.close();
        }
    }

    private static void trims(KafkaLog log, LogContext context, Admin admin) throws Exception {
        Publisher publisher = log.publisher(Pace.INTERACTIVE);
        for (int i = 0; i < 10; i++) {
            publisher
                    .publish(Topics.REQUESTS.interactive(), 0, "r" + i, Samples.accepted("r" + i))
                    .join();
            publisher
                    .publish(
                            Topics.CONTROLS,
                            "r" + i,
                            new CancelRequested("r" + i, Samples.OWNER, Instant.now(), ""))
                    .join();
        }
        commit(admin, "router-service.plan", 7);
        commit(admin, "strangers", 1);
        // An age below zero: everything written by now is old enough.
        LogPart janitor =
                new Janitor(
                        context,
                        Duration.ofMinutes(-1),
                        Duration.ofMinutes(-1),
                        Duration.ofMillis(100));
        assertThat(janitor.name()).isEqualTo("janitor");
        try (janitor) {
            janitor.start();
            assertThat(janitor.ready()).isTrue();
            TopicPartition controls = new TopicPartition(Topics.CONTROLS.name(), 0);
            TopicPartition requests = new TopicPartition(Topics.REQUESTS.interactive().name(), 0);
            await().until(() -> begin(admin, controls) == 10);
            assertThat(begin(admin, requests)).isZero();
            commit(admin, "api-gateway.view", 4);
            await().until(() -> begin(admin, requests) == 4);
            commit(admin, "api-gateway.view", 9);
            await().until(() -> begin(admin, requests) == 7);
        }
    }

    private static LogContext janitorsContext(LogSettings settings) {
        LogContext brokerless = new BrokerlessLog().context();
        return new LogContext(
                settings,
                new KafkaClients(settings),
                brokerless.reader(),
                brokerless.deadLetters(),
                brokerless.spans(),
                brokerless.registry(),
                brokerless.clock());
    }

    private static void commit(Admin admin, String group, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(
                        group,
                        Map.of(
                                new TopicPartition(Topics.REQUESTS.interactive().name(), 0),
                                new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    private static long begin(Admin admin, TopicPartition partition) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static String setting(Admin admin, String topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var config = admin.describeConfigs(List.of(resource)).values().get(resource);
        return config == null ? "" : config.get().get(key).value();
    }

    private static LogSettings settings(String bootstrap) {
        return new LogSettings(
                bootstrap, Service.API_GATEWAY, OptionalInt.empty(), Map.of(), TestLog.FATAL::add);
    }
}
