package dev.millrace.log.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.OutcomeReached;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogPart;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.sample.Samples;
import dev.millrace.log.sample.TestLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestLog.FATAL_LOCK)
class StageOnBrokerTest {

    /** Ids are unique: the topic of outcomes is shared with other tests. */
    private final String run = UUID.randomUUID().toString();

    private Topic<RequestAccepted> topic;
    private KafkaLog gateway;
    private KafkaLog router;
    private final List<LogPart> parts = new ArrayList<>();

    @BeforeAll
    static void bePatient() {
        // The machine may be busy with other builds; what is awaited here takes milliseconds.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    @AfterAll
    static void reset() {
        Awaitility.reset();
    }

    @BeforeEach
    void open() {
        topic = TestLog.requests(3);
        TestLog.FATAL.clear();
        gateway = TestLog.open(Service.API_GATEWAY);
        router = TestLog.open(Service.ROUTER);
    }

    @AfterEach
    void close() {
        parts.forEach(LogPart::close);
        gateway.close();
        router.close();
        assertThat(TestLog.FATAL).isEmpty();
    }

    @Test
    void aStageHandlesEveryRecordAndGoesOnWhereItStopped() {
        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        LogPart first = stage(StageHandler.each(record -> counted(seen, record.key())));
        Set<String> ids = publish("a", 300);
        await().until(() -> seen.keySet().containsAll(ids));
        first.close();

        Set<String> more = publish("b", 300);
        ConcurrentHashMap<String, Integer> later = new ConcurrentHashMap<>();
        stage(StageHandler.each(record -> counted(later, record.key())));
        await().until(() -> later.keySet().containsAll(more));
        assertThat(later.keySet()).isEqualTo(more);
        assertThat(seen.values()).containsOnly(1);
        assertThat(later.values()).containsOnly(1);
    }

    @Test
    void whatWasNotAcknowledgedComesAgain() {
        CopyOnWriteArrayList<String> started = new CopyOnWriteArrayList<>();
        LogPart first =
                stage(
                        StageHandler.each(
                                record -> {
                                    started.add(record.key());
                                    return new CompletableFuture<Void>();
                                }));
        Set<String> ids = publish("a", 50);
        await().until(() -> started.containsAll(ids));
        first.close();

        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        stage(StageHandler.each(record -> counted(seen, record.key())));
        await().until(() -> seen.keySet().containsAll(ids));
    }

    @Test
    void aPoisonousRecordIsBuriedAfterThreeTriesAndItsRequestEnds() {
        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        AtomicInteger tries = new AtomicInteger();
        stage(
                StageHandler.each(
                        record -> {
                            if (record.key().equals(id("a-7"))) {
                                tries.incrementAndGet();
                                throw new IllegalStateException("content of a-7");
                            }
                            return counted(seen, record.key());
                        }));
        Set<String> ids = publish("a", 40);
        ids.remove(id("a-7"));
        await().until(() -> seen.keySet().containsAll(ids) && !outcomes().isEmpty());

        List<OutcomeReached> outcomes = outcomes();
        assertThat(outcomes).hasSize(1);
        OutcomeReached outcome = outcomes.getFirst();
        assertThat(outcome.getRequestId()).isEqualTo(id("a-7"));
        assertThat(outcome.getFailure().orElseThrow().getCode()).isEqualTo("poison");
        assertThat(outcome.getHead().orElseThrow())
                .isEqualTo(Samples.accepted(id("a-7")).getHead());
        assertThat(outcome.getOwner()).isEqualTo(Samples.OWNER);
        assertThat(tries.get()).isBetween(3, 4);
    }

    @Test
    void bytesThatAreNoRecordEndTheRequestByItsKey() throws Exception {
        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        stage(StageHandler.each(record -> counted(seen, record.key())));
        try (var vandal = TestLog.vandal()) {
            vandal.send(new ProducerRecord<>(topic.name(), bytes(id("broken")), bytes("{}"))).get();
        }
        Set<String> ids = publish("a", 20);
        await().until(() -> seen.keySet().containsAll(ids) && outcomes().size() == 1);
        OutcomeReached outcome = outcomes().getFirst();
        assertThat(outcome.getRequestId()).isEqualTo(id("broken"));
        assertThat(outcome.getFailure().orElseThrow().getCode()).isEqualTo("undecodable");
        assertThat(outcome.getHead()).isEmpty();
    }

    @Test
    void aRecordThatEndsItsReaderThreeTimesIsBuried() {
        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        Set<String> ids = publish("a", 60);
        String killer = id("a-7");
        StageHandler<RequestAccepted> handler =
                StageHandler.each(
                        record -> {
                            if (record.key().equals(killer)) {
                                throw new OutOfMemoryError("as if");
                            }
                            return counted(seen, record.key());
                        });
        for (int life = 1; life <= 3; life++) {
            int ends = life;
            start(handler);
            await().until(() -> TestLog.FATAL.size() == ends);
        }
        stage(handler);
        ids.remove(killer);
        await().until(() -> seen.keySet().containsAll(ids));
        await().until(() -> outcomes().size() == 1);
        assertThat(outcomes().getFirst().getRequestId()).isEqualTo(killer);
        assertThat(outcomes().getFirst().getFailure().orElseThrow().getCode()).isEqualTo("poison");
        assertThat(TestLog.FATAL).hasSize(3);
        TestLog.FATAL.clear();
    }

    @Test
    void aSecondInstanceTakesItsShareAndNothingIsLost() {
        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        List<String> revoked = new CopyOnWriteArrayList<>();
        StageHandler<RequestAccepted> handler =
                new StageHandler<>() {
                    @Override
                    public CompletionStage<?> on(List<Received<RequestAccepted>> batch) {
                        batch.forEach(record -> seen.merge(record.key(), 1, Integer::sum));
                        return CompletableFuture.allOf();
                    }

                    @Override
                    public void revoked(String of, int partition) {
                        revoked.add(of + partition);
                    }
                };
        stage(handler);
        Set<String> before = publish("a", 100);
        await().until(() -> seen.keySet().containsAll(before));
        assertThat(revoked).isEmpty();
        try (KafkaLog second = TestLog.open(Service.ROUTER);
                LogPart part = second.stage("stage-" + run, topic, Pace.BULK, handler)) {
            part.start();
            await().until(() -> !revoked.isEmpty() && part.ready());
            Set<String> during = publish("b", 100);
            await().until(() -> seen.keySet().containsAll(during));
        }
        Set<String> after = publish("c", 100);
        await().until(() -> seen.keySet().containsAll(after));
        assertThat(seen.values()).containsOnly(1);
    }

    private void start(StageHandler<RequestAccepted> handler) {
        LogPart part = router.stage("stage-" + run, topic, Pace.INTERACTIVE, handler);
        parts.add(part);
        part.start();
    }

    private LogPart stage(StageHandler<RequestAccepted> handler) {
        LogPart part = router.stage("stage-" + run, topic, Pace.INTERACTIVE, handler);
        parts.add(part);
        part.start();
        await().until(part::ready);
        return part;
    }

    private Set<String> publish(String prefix, int count) {
        Set<String> ids =
                IntStream.range(0, count)
                        .mapToObj(i -> id(prefix + "-" + i))
                        .collect(Collectors.toSet());
        CompletableFuture.allOf(
                        ids.stream()
                                .map(
                                        id ->
                                                gateway.publisher(Pace.INTERACTIVE)
                                                        .publish(topic, id, Samples.accepted(id)))
                                .toArray(CompletableFuture[]::new))
                .join();
        return ids;
    }

    private List<OutcomeReached> outcomes() {
        List<OutcomeReached> found = new ArrayList<>();
        for (int partition = 0; partition < Topics.WORK_PARTITIONS; partition++) {
            router.reader()
                    .<SpecificRecord>scan(
                            Topics.OUTCOMES.interactive(),
                            partition,
                            0,
                            record -> {
                                if (record.key().startsWith(run)) {
                                    found.add((OutcomeReached) record.value());
                                }
                                return false;
                            });
        }
        return found;
    }

    private static CompletableFuture<?> counted(
            ConcurrentHashMap<String, Integer> seen, String key) {
        seen.merge(key, 1, Integer::sum);
        return CompletableFuture.allOf();
    }

    private String id(String name) {
        return run + "/" + name;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
