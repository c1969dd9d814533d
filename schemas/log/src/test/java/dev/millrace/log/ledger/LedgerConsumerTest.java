package dev.millrace.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.CancelRequested;
import dev.millrace.events.DeadLetter;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogPart;
import dev.millrace.log.Received;
import dev.millrace.log.ledger.Checkpoint.Unfinished;
import dev.millrace.log.publish.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LedgerConsumerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init")
    private static TestLog log;

    private final String group = "g" + UUID.randomUUID();
    private final List<LogPart> parts = new ArrayList<>();

    @BeforeAll
    static void open() {
        log = TestLog.instance(0);
    }

    @AfterAll
    static void closeLog() {
        log.close();
    }

    @AfterEach
    void closeParts() {
        parts.forEach(LogPart::close);
    }

    @Test
    void recordsFinishOutOfOrderWhileOneHangsAndTheCommitSaysSo() {
        Topic<CancelRequested> topic = log.topic(1);
        CountDownLatch hanging = new CountDownLatch(1);
        Set<String> done = ConcurrentHashMap.newKeySet();
        start(
                topic,
                (record, _) -> {
                    if (record.key().equals("r0")) {
                        hanging.await();
                    }
                    done.add(record.key() + MDC.get("requestId"));
                });
        log.write(topic, 0, "r", 10);

        await().atMost(LONG)
                .until(
                        () -> log.checkpoint(group, topic, 0),
                        new Checkpoint(0, 10, false, List.of(new Unfinished(0, 1)))::equals);
        assertThat(done).hasSize(9).contains("r9r9");
        assertThat(gauge("millrace.ledger.unfinished")).isEqualTo(1);
        await().until(() -> gauge("millrace.ledger.oldest.unfinished.seconds") > 0.01);

        hanging.countDown();
        await().atMost(LONG)
                .until(
                        () -> log.checkpoint(group, topic, 0),
                        new Checkpoint(10, 10, false, List.of())::equals);
        assertThat(gauge("millrace.ledger.unfinished")).isZero();
    }

    @Test
    void afterAKillExactlyTheUnfinishedOnesComeAgain() {
        Topic<CancelRequested> topic = log.topic(1);
        log.write(topic, 0, "r", 10);
        start(topic, hangAt(Set.of("r3", "r7"), new CopyOnWriteArrayList<>()));
        await().atMost(LONG)
                .until(
                        () -> log.checkpoint(group, topic, 0).unfinished(),
                        List.of(new Unfinished(3, 1), new Unfinished(7, 1))::equals);
        log.crash(group);

        List<String> again = new CopyOnWriteArrayList<>();
        LogPart part = start(topic, (record, redelivered) -> again.add(record.key() + redelivered));
        await().atMost(LONG).until(part::ready);
        log.write(topic, 0, "late", 1);
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 11);
        assertThat(again).containsExactlyInAnyOrder("r3true", "r7true", "late0false");
    }

    @Test
    void anOrderlyEndInterruptsCommitsAndCountsNothing() {
        Topic<CancelRequested> topic = log.topic(1);
        log.write(topic, 0, "r", 3);
        List<String> began = new CopyOnWriteArrayList<>();
        LogPart part =
                start(
                        topic,
                        (record, _) -> {
                            began.add(record.key());
                            try {
                                if (!record.key().equals("r1")) {
                                    new CountDownLatch(1).await();
                                }
                            } catch (InterruptedException e) {
                                if (record.key().equals("r0")) {
                                    throw e;
                                }
                                // The other way to say that the work is not done.
                                Thread.currentThread().interrupt();
                            }
                        });
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).end() == 3);
        await().atMost(LONG).until(() -> began.size() == 3);
        part.close();

        assertThat(log.checkpoint(group, topic, 0))
                .isEqualTo(
                        new Checkpoint(
                                0, 3, true, List.of(new Unfinished(0, 0), new Unfinished(2, 0))));
    }

    @Test
    void aRecordThatKillsItsProcessIsPoisonAfterTheThirdCrashAndItsNeighboursAreNot() {
        Topic<CancelRequested> topic = log.topic(1);
        log.write(topic, 0, "r", 8);
        AtomicInteger kills = new AtomicInteger();
        Set<String> done = ConcurrentHashMap.newKeySet();
        int starts = 0;
        while (log.deadLetters(topic).isEmpty() && starts++ < 6) {
            CountDownLatch killed = new CountDownLatch(1);
            LogPart part =
                    start(
                            topic,
                            (record, _) -> {
                                if (record.key().equals("r4")) {
                                    kills.incrementAndGet();
                                    killed.countDown();
                                    new CountDownLatch(1).await();
                                }
                                if (!done.contains("r4") && record.position().offset() % 2 == 0) {
                                    // Innocent, and in flight at every crash. Where it is alone as
                                    // a suspect, the killer waits for its end: not for ever.
                                    killed.await(1, TimeUnit.SECONDS);
                                    new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
                                }
                                done.add(record.key());
                            });
            await().atMost(LONG)
                    .until(
                            () ->
                                    killed.getCount() == 0
                                            || log.checkpoint(group, topic, 0).offset() == 8
                                            || !log.deadLetters(topic).isEmpty());
            if (killed.getCount() == 0) {
                log.crash(group);
            } else {
                assertThat(part.ready()).isTrue();
            }
        }
        List<DeadLetter> letters = log.deadLetters(topic);
        assertThat(letters).singleElement().extracting(DeadLetter::getOffset).isEqualTo(4L);
        assertThat(letters.getFirst().getCode()).isEqualTo("poison");
        assertThat(kills).hasValue(3);
        // Whoever waited for the killer to come is let go by the next start.
        start(topic, (record, _) -> done.add(record.key()));
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 8);
        assertThat(done).containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r5", "r6", "r7");
        assertThat(log.deadLetters(topic)).hasSize(1);
    }

    @Test
    void aHandlerThatThrowsThreeTimesHasItsRecordBuried() {
        Topic<CancelRequested> topic = log.topic(1);
        log.write(topic, 0, "r", 2);
        AtomicInteger thrown = new AtomicInteger();
        start(
                topic,
                (record, redelivered) -> {
                    if (record.key().equals("r0")) {
                        assertThat(redelivered).isEqualTo(thrown.getAndIncrement() > 0);
                        throw new IllegalStateException("secret");
                    }
                });
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 2);
        assertThat(thrown).hasValue(3);
        DeadLetter letter = log.deadLetters(topic).getFirst();
        assertThat(letter.getCode()).isEqualTo("poison");
        assertThat(letter.getCause()).startsWith("java.lang.IllegalStateException at ");
        assertThat(letter.getCause()).doesNotContain("secret");
    }

    @Test
    void aLogThatIsAwayIsNotTheRecordsFault() {
        Topic<CancelRequested> topic = log.topic(1);
        log.write(topic, 0, "r", 1);
        AtomicInteger calls = new AtomicInteger();
        start(
                topic,
                (_, _) -> {
                    if (calls.incrementAndGet() < 5) {
                        throw new Publisher.NotAcknowledged("away", new RuntimeException());
                    }
                });
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 1);
        assertThat(calls).hasValue(5);
        assertThat(log.deadLetters(topic)).isEmpty();
    }

    @Test
    void anUndecodableRecordIsBuriedAndHoldsNobodyUp() {
        Topic<CancelRequested> topic = log.topic(1);
        log.writeRaw(topic, 0, "bad", new byte[] {1, 2, 3});
        log.write(topic, 0, "r", 1);
        Set<String> done = ConcurrentHashMap.newKeySet();
        start(topic, (record, _) -> done.add(record.key()));
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 2);
        assertThat(done).containsExactly("r0");
        assertThat(log.deadLetters(topic))
                .singleElement()
                .extracting(DeadLetter::getCode)
                .isEqualTo("undecodable");
    }

    @Test
    void aRecordOfALaterBuildWaitsForItsSchemaAndHoldsNobodyUp() {
        Topic<CancelRequested> topic = log.topic(1);
        String field = "later" + UUID.randomUUID().toString().substring(0, 8);
        CancelRequested record = TestLog.record("later");
        log.writeRaw(topic, 0, "later", log.newer(record, field));
        log.write(topic, 0, "r", 1);
        List<String> done = new CopyOnWriteArrayList<>();
        start(topic, (received, _) -> done.add(received.value().getRequestId()));
        await().atMost(LONG).until(() -> done.contains("r0"));
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).end() == 2);
        assertThat(log.checkpoint(group, topic, 0).offset()).isZero();

        log.announceNewer(record, field);
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 2);
        assertThat(done).containsExactly("r0", "later");
    }

    @Test
    void aSecondRecordOfTheSameRequestIsDropped() {
        Topic<CancelRequested> topic = log.topic(1);
        log.write(topic, 0, "r", 2);
        log.write(topic, 0, "r", 3);
        List<String> done = new CopyOnWriteArrayList<>();
        start(topic, (record, _) -> done.add(record.key()));
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 5);
        assertThat(done).containsExactlyInAnyOrder("r0", "r1", "r2");
    }

    @Test
    void aPartitionPausesAtAThousandUnfinishedAndGoesOnWhenSomeAreFinished() {
        Topic<CancelRequested> topic = log.topic(1);
        log.write(topic, 0, "r", 1_500);
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger began = new AtomicInteger();
        start(
                topic,
                (_, _) -> {
                    began.incrementAndGet();
                    hanging.await();
                });
        await().atMost(LONG).until(() -> began.get() == Ledger.MOST_UNFINISHED);
        await().during(Duration.ofMillis(300)).until(() -> began.get() == Ledger.MOST_UNFINISHED);
        assertThat(gauge("millrace.ledger.unfinished")).isEqualTo(Ledger.MOST_UNFINISHED);
        hanging.countDown();
        await().atMost(LONG).until(() -> log.checkpoint(group, topic, 0).offset() == 1_500);
        assertThat(began).hasValue(1_500);
    }

    @Test
    void aRebalanceLosesNothingAndALateFinisherCommitsNothingForeign() throws Exception {
        try (TestLog other = TestLog.instance(1)) {
            Topic<CancelRequested> topic = log.topic(4);
            Set<String> done = ConcurrentHashMap.newKeySet();
            CountDownLatch late = new CountDownLatch(1);
            AtomicInteger lateOnes = new AtomicInteger();
            for (int partition = 0; partition < 4; partition++) {
                log.write(topic, partition, "p" + partition + "-", 50);
            }
            start(
                    topic,
                    (record, _) -> {
                        if (record.position().offset() == 10) {
                            lateOnes.incrementAndGet();
                            awaitWhateverHappens(late);
                        }
                        done.add(record.key());
                    });
            await().atMost(LONG).until(() -> done.size() == 4 * 49 && lateOnes.get() == 4);

            CountDownLatch hanging = new CountDownLatch(1);
            Set<Integer> taken = ConcurrentHashMap.newKeySet();
            LogPart second =
                    other.log.ledger(
                            group,
                            topic,
                            (record, _) -> {
                                taken.add(record.position().partition());
                                hanging.await();
                                done.add(record.key());
                            });
            parts.add(second);
            second.start();
            await().atMost(LONG).until(() -> taken.size() == 2);

            late.countDown();
            for (int partition = 0; partition < 4; partition++) {
                log.write(topic, partition, "q" + partition + "-", 20);
            }
            for (int partition = 0; partition < 4; partition++) {
                int each = partition;
                if (taken.contains(partition)) {
                    // The first consumer has long finished offset 10, and had no right to say so.
                    await().atMost(LONG)
                            .until(() -> log.checkpoint(group, topic, each).end() == 70);
                    assertThat(log.checkpoint(group, topic, each).offset()).isEqualTo(10);
                } else {
                    await().atMost(LONG)
                            .until(() -> log.checkpoint(group, topic, each).offset() == 70);
                }
            }
            hanging.countDown();
            await().atMost(LONG).until(() -> done.size() == 4 * 70);
            assertThat(other.fatal).isEmpty();
        }
    }

    /** Remembers what it was told it holds. */
    private static final class Holding implements LedgerHandler<CancelRequested> {

        private volatile String held = "";

        @Override
        public void handle(Received<CancelRequested> record, boolean redelivered) {}

        @Override
        public void holds(int partitions, int ofAll) {
            held = partitions + "/" + ofAll;
        }
    }

    @Test
    void aHandlerIsToldHowManyOfThePartitionsItsConsumerHolds() {
        Topic<CancelRequested> topic = log.topic(4);
        Holding one = new Holding();
        Holding two = new Holding();
        start(topic, one);
        await().atMost(LONG).until(() -> one.held.equals("4/4"));
        try (TestLog other = TestLog.instance(1)) {
            LogPart second = other.log.ledger(group, topic, two);
            parts.add(second);
            second.start();
            await().atMost(LONG).until(() -> one.held.equals("2/4") && two.held.equals("2/4"));
            second.close();
            assertThat(two.held).isEqualTo("0/4");
        }
    }

    @Test
    void twoMembersWithOneIdentityAreFatalForTheFirst() {
        Topic<CancelRequested> topic = log.topic(1);
        LogPart first = start(topic, (_, _) -> {});
        await().atMost(LONG).until(first::ready);
        int before = log.fatal.size();
        start(topic, (_, _) -> {});
        await().atMost(LONG).until(() -> log.fatal.size() > before);
    }

    private LogPart start(Topic<CancelRequested> topic, LedgerHandler<CancelRequested> handler) {
        LogPart part = log.log.ledger(group, topic, handler);
        parts.add(part);
        part.start();
        return part;
    }

    private static LedgerHandler<CancelRequested> hangAt(Set<String> keys, List<String> began) {
        return (Received<CancelRequested> record, boolean _) -> {
            began.add(record.key());
            if (keys.contains(record.key())) {
                new CountDownLatch(1).await();
            }
        };
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException _) {
                // This handler does not listen.
            }
        }
    }

    private double gauge(String name) {
        return log.registry.get(name).tag("group", "provider-service." + group).gauge().value();
    }
}
