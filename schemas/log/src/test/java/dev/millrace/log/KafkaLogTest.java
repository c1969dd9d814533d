package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Lane;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.sample.Samples;
import dev.millrace.log.sample.TestLog;
import dev.millrace.log.wire.UnreadableRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaLogTest {

    private KafkaLog gateway;
    private Publisher publisher;

    @BeforeAll
    void open() {
        gateway = TestLog.open(Service.API_GATEWAY);
        publisher = gateway.publisher(Pace.INTERACTIVE);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @Test
    void aPublishedRecordIsReadWhereItLies() {
        Topic<RequestAccepted> topic = TestLog.requests(3);
        RequestAccepted record = Samples.accepted("r1");
        Position position = publisher.publish(topic, 2, "r1", record).join();
        assertThat(position).isEqualTo(new Position(topic.name(), 2, 0));
        Received<RequestAccepted> read = gateway.reader().read(topic, 2, 0).orElseThrow();
        assertThat(read.value()).isEqualTo(record);
        assertThat(read.key()).isEqualTo("r1");
        assertThat(gateway.reader().ends(topic)).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 1L));
        assertThat(gateway.reader().read(topic, 2, 1)).isEmpty();
        assertThat(gateway.reader().read(topic, 0, 0)).isEmpty();
    }

    @Test
    void theTraceRidesInTheHeaders() {
        Topic<RequestAccepted> topic = TestLog.requests(1);
        SpanContext span =
                SpanContext.create(
                        "0af7651916cd43dd8448eb211c80319c",
                        "b7ad6b7169203331",
                        TraceFlags.getDefault(),
                        TraceState.getDefault());
        try (var _ = Context.root().with(Span.wrap(span)).makeCurrent()) {
            publisher.publish(topic, "r1", Samples.accepted("r1")).join();
        }
        publisher.publish(topic, "r2", Samples.accepted("r2")).join();
        Received<RequestAccepted> read = gateway.reader().read(topic, 0, 0).orElseThrow();
        assertThat(Span.fromContext(read.trace()).getSpanContext().getTraceId())
                .isEqualTo(span.getTraceId());
        assertThat(gateway.reader().read(topic, 0, 1).orElseThrow().trace())
                .isEqualTo(Context.root());
    }

    @Test
    void aGroupHasHandledATopicAlsoWhenItsLastRecordWasBuried() throws Exception {
        Topic<RequestAccepted> topic = TestLog.requests(2);
        CompletableFuture<String> held = new CompletableFuture<>();
        LogPart stage = gateway.stage("handled", topic, Pace.INTERACTIVE, _ -> held);
        stage.start();
        try (var vandal = TestLog.vandal()) {
            publisher.publish(topic, 1, "r0", Samples.accepted("r0")).join();
            vandal.send(new ProducerRecord<>(topic.name(), 1, new byte[1], new byte[3])).get();
            assertThat(gateway.reader().awaitHandled("handled", topic, Duration.ofMillis(200)))
                    .isFalse();
            held.complete("done");
            assertThat(gateway.reader().awaitHandled("handled", topic, Duration.ofSeconds(20)))
                    .isTrue();
        } finally {
            stage.close();
        }
    }

    @Test
    void aScanStopsWhenToldAndPassesOverWhatIsNoRecord() throws Exception {
        Topic<RequestAccepted> topic = TestLog.requests(1);
        publisher.publish(topic, "r0", Samples.accepted("r0")).join();
        try (var vandal = TestLog.vandal()) {
            vandal.send(
                            new ProducerRecord<>(
                                    topic.name(),
                                    "bad".getBytes(StandardCharsets.UTF_8),
                                    new byte[3]))
                    .get();
        }
        publisher.publish(topic, "r2", Samples.accepted("r2")).join();
        publisher.publish(topic, "r3", Samples.accepted("r3")).join();
        List<String> seen = new ArrayList<>();
        gateway.reader()
                .scan(
                        topic,
                        0,
                        0,
                        record -> {
                            seen.add(record.key());
                            return record.key().equals("r2");
                        });
        assertThat(seen).containsExactly("r0", "r2");
        assertThatThrownBy(() -> gateway.reader().read(topic, 0, 1))
                .isInstanceOf(UnreadableRecord.class);
    }

    @Test
    void manyReadersGetEachTheRecordTheyAskFor() throws Exception {
        Topic<RequestAccepted> topic = TestLog.requests(3);
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            positions.add(
                    publisher.publish(topic, i % 3, "r" + i, Samples.accepted("r" + i)).join());
        }
        List<Future<String>> read = new ArrayList<>();
        try (ExecutorService readers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 240; i++) {
                Position at = positions.get(i * 7 % 60);
                read.add(
                        readers.submit(
                                () ->
                                        gateway.reader()
                                                .read(topic, at.partition(), at.offset())
                                                .orElseThrow()
                                                .key()));
            }
        }
        for (int i = 0; i < 240; i++) {
            assertThat(read.get(i).get()).isEqualTo("r" + i * 7 % 60);
        }
    }

    @Test
    void whatWasTrimmedIsEmptyAndAScanBeginsWithWhatIsKept() throws Exception {
        Topic<RequestAccepted> topic = TestLog.requests(1);
        for (int i = 0; i < 5; i++) {
            publisher.publish(topic, "r" + i, Samples.accepted("r" + i)).join();
        }
        try (var admin = TestLog.admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(topic.name(), 0),
                                    RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
        }
        assertThat(gateway.reader().read(topic, 0, 1)).isEmpty();
        List<String> seen = new ArrayList<>();
        gateway.reader()
                .scan(
                        topic,
                        0,
                        0,
                        record -> {
                            seen.add(record.key());
                            return false;
                        });
        assertThat(seen).containsExactly("r3", "r4");
    }

    @Test
    void aServiceWritesOnlyWhatTheTableLetsIt() {
        assertThatThrownBy(
                        () ->
                                publisher.publish(
                                        Topics.EXECUTIONS.interactive(),
                                        "r1",
                                        Samples.execution("r1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("api-gateway may not write");
        assertThatThrownBy(() -> publisher.publish(Topics.ACCESS, "r1", Samples.accepted("r1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("may not stand on");
        assertThatThrownBy(() -> publisher.withdraw(Topics.REQUESTS.interactive(), "r1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(publisher.withdraw(Topics.ACCESS, "key/none").join().offset()).isNotNegative();
    }

    @Test
    void aRecordThatWouldNotFitIsToldFromOneThatWasNotAcknowledged() {
        Topic<RequestAccepted> topic = TestLog.requests(1);
        RequestAccepted large =
                Samples.accepted("r1", Lane.INTERACTIVE, "x".repeat(16 * 1024 * 1024));
        assertThat(publisher.publish(topic, "r1", large))
                .failsWithin(java.time.Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(Publisher.TooLarge.class);
    }

    @Test
    void aStoredRecordIsReadBack() {
        RequestAccepted record = Samples.accepted("r1");
        byte[] stored = gateway.encode(record);
        assertThat(gateway.decode(Topics.REQUESTS.interactive(), stored)).isEqualTo(record);
        assertThatThrownBy(() -> gateway.decode(Topics.REQUESTS.interactive(), new byte[2]))
                .isInstanceOf(UnreadableRecord.class);
        assertThatThrownBy(() -> gateway.decode(Topics.ACCESS, stored))
                .isInstanceOf(UnreadableRecord.class);
    }
}
