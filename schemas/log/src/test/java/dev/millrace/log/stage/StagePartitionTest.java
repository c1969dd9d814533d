package dev.millrace.log.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.DeadLetter;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.sample.BrokerlessLog;
import dev.millrace.log.sample.Samples;
import dev.millrace.log.wire.WireEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StagePartitionTest {

    private static final int BATCH = 128;
    private static final Topic<RequestAccepted> TOPIC = Topics.REQUESTS.interactive();
    private static final WireEncoder ENCODER = new WireEncoder();

    private final BrokerlessLog log = new BrokerlessLog();
    private final Map<Long, byte[]> bytes = new HashMap<>();
    private final List<StageCommit> commits = new ArrayList<>();
    private long now = 1_000_000_000L;

    @Test
    void commitsFollowInOrderAsBatchesAreAcknowledged() {
        List<CompletableFuture<Boolean>> acknowledgements = new ArrayList<>();
        Rig rig =
                rig(
                        batch -> {
                            CompletableFuture<Boolean> done = new CompletableFuture<>();
                            acknowledgements.add(done);
                            return done;
                        });
        rig.feed(0, 10);
        rig.feed(10, 20);
        assertThat(acknowledgements).hasSize(2);
        acknowledge(acknowledgements.get(1));
        rig.step();
        assertThat(rig.committed()).isEqualTo(0);
        acknowledge(acknowledgements.get(0));
        rig.step();
        assertThat(rig.committed()).isEqualTo(20);
    }

    @Test
    void aFailureOfTheSurroundingsIsRetriedForEver() {
        List<Integer> calls = new ArrayList<>();
        Rig rig =
                rig(
                        batch -> {
                            calls.add(batch.size());
                            return calls.size() < 50
                                    ? CompletableFuture.failedFuture(
                                            new IllegalStateException(
                                                    new Publisher.NotAcknowledged(
                                                            "away", new RuntimeException())))
                                    : done();
                        });
        rig.feed(0, 10);
        rig.runUntil(10);
        assertThat(calls).hasSize(50).containsOnly(10);
        assertThat(log.published()).isEmpty();
    }

    @Test
    void aRecordThatFailsAloneThreeTimesIsBuriedAndTheOthersGoOn() {
        Map<Long, Integer> tries = new HashMap<>();
        Rig rig =
                rig(
                        StageHandler.each(
                                record -> {
                                    long offset = record.position().offset();
                                    tries.merge(offset, 1, Integer::sum);
                                    if (offset == 4) {
                                        throw new IllegalArgumentException("bad");
                                    }
                                    return done();
                                }));
        rig.feed(0, 10);
        rig.runUntil(10);
        assertThat(tries.get(4L)).isEqualTo(4);
        assertThat(tries.keySet()).hasSize(10);
        assertThat(log.published(DeadLetter.class))
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.getCode()).isEqualTo("poison");
                            assertThat(letter.getOffset()).isEqualTo(4);
                            assertThat(letter.getCause())
                                    .startsWith("java.lang.IllegalArgumentException at ")
                                    .doesNotContain("bad");
                            assertThat(letter.getOwner()).isEqualTo(Samples.OWNER);
                        });
        assertThat(log.published(OutcomeReached.class)).hasSize(1);
    }

    @Test
    void aBurialThatIsNotAcknowledgedIsTriedAgain() {
        bytes.put(2L, "no record".getBytes(StandardCharsets.UTF_8));
        log.failNext(3);
        Rig rig = rig(_ -> done());
        rig.feed(0, 5);
        rig.runUntil(5);
        assertThat(log.published(DeadLetter.class)).isNotEmpty();
        assertThat(log.published(OutcomeReached.class)).isNotEmpty();
    }

    @Test
    void undecodableBytesEndTheRequestByKeyAndTheOthersGoOn() {
        bytes.put(2L, "no record".getBytes(StandardCharsets.UTF_8));
        Set<Long> seen = new HashSet<>();
        Rig rig =
                rig(
                        StageHandler.each(
                                record -> {
                                    seen.add(record.position().offset());
                                    return done();
                                }));
        rig.feed(0, 5);
        rig.runUntil(5);
        assertThat(seen).containsExactlyInAnyOrder(0L, 1L, 3L, 4L);
        assertThat(log.published(OutcomeReached.class))
                .singleElement()
                .satisfies(
                        outcome -> {
                            assertThat(outcome.getRequestId()).isEqualTo("id-2");
                            assertThat(outcome.getFailure().orElseThrow().getCode())
                                    .isEqualTo("undecodable");
                        });
    }

    @Test
    void theFloorHoldsTheCommitBack() {
        StageHandler<RequestAccepted> handler =
                new StageHandler<>() {
                    @Override
                    public CompletionStage<?> on(List<Received<RequestAccepted>> batch) {
                        return done();
                    }

                    @Override
                    public long commitFloor(String topic, int partition, long end) {
                        return Math.min(end, 3);
                    }
                };
        Rig rig = rig(handler);
        rig.feed(0, 10);
        rig.step();
        assertThat(rig.committed()).isEqualTo(3);
        assertThat(commits.getLast().mark().end()).isEqualTo(10);
    }

    @Test
    void goingBackForgetsWhatTheHandlerKept() {
        List<String> events = new ArrayList<>();
        StageHandler<RequestAccepted> handler =
                new StageHandler<>() {
                    @Override
                    public CompletionStage<?> on(List<Received<RequestAccepted>> batch) {
                        events.add("on");
                        return events.size() == 1
                                ? CompletableFuture.failedFuture(new java.io.IOException())
                                : done();
                    }

                    @Override
                    public void revoked(String topic, int partition) {
                        events.add("revoked");
                    }
                };
        Rig rig = rig(handler);
        rig.feed(0, 3);
        rig.runUntil(3);
        assertThat(events).containsExactly("on", "revoked", "on");
    }

    @Test
    void neverWorksFurtherAheadThanASuccessorWouldSuspect() {
        List<Long> started = new ArrayList<>();
        Rig rig =
                rig(
                        batch -> {
                            batch.forEach(record -> started.add(record.position().offset()));
                            return new CompletableFuture<Boolean>();
                        });
        rig.feed(0, 2_000);
        rig.step();
        rig.step();
        assertThat(started).hasSize(StagePartition.window(BATCH));
    }

    @Test
    void trimmedOffsetsCountAsHandled() {
        Set<Long> seen = new HashSet<>();
        Rig rig =
                rig(
                        StageHandler.each(
                                record -> {
                                    seen.add(record.position().offset());
                                    return done();
                                }));
        rig.feed(100_000, 100_005);
        rig.runUntil(100_005);
        assertThat(seen).hasSize(5);
    }

    /** A process that dies of one record is started again until the record is buried. */
    @Test
    void theThirdCrashBuriesTheRecordThatEndsTheProcess() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            BrokerlessLog life = new BrokerlessLog();
            int size = 1 + random.nextInt(700);
            long killer = random.nextInt(size);
            int crashes = 0;
            StageCommit last = null;
            Set<Long> handled = new HashSet<>();
            while (true) {
                assertThat(crashes).as("seed %d", seed).isLessThanOrEqualTo(Suspicion.LIMIT);
                long begin = last == null ? 0 : last.offset();
                Suspicion suspicion =
                        last == null
                                ? Suspicion.NONE
                                : StageMark.parse(last.mark().text())
                                        .map(
                                                mark ->
                                                        Suspicion.after(
                                                                mark,
                                                                begin,
                                                                size,
                                                                StagePartition.window(BATCH)))
                                        .orElseThrow();
                StageHandler<RequestAccepted> handler =
                        StageHandler.each(
                                record -> {
                                    if (record.position().offset() == killer) {
                                        throw new OutOfMemoryError("killed");
                                    }
                                    handled.add(record.position().offset());
                                    return done();
                                });
                commits.clear();
                Rig rig = new Rig(life, handler, begin, suspicion);
                try {
                    rig.feed(begin, size);
                    rig.runUntil(size);
                    break;
                } catch (OutOfMemoryError e) {
                    crashes++;
                    last = commits.isEmpty() ? last : commits.getLast();
                }
            }
            assertThat(crashes).as("seed %d", seed).isEqualTo(Suspicion.LIMIT);
            assertThat(handled).as("seed %d", seed).hasSize(size - 1).doesNotContain(killer);
            assertThat(life.published(DeadLetter.class))
                    .as("seed %d", seed)
                    .allMatch(letter -> letter.getOffset() == killer)
                    .isNotEmpty();
        }
    }

    /** Whatever fails and however often: nothing is committed before it was handled or buried. */
    @Test
    void nothingIsCommittedThatWasNotHandled() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            BrokerlessLog life = new BrokerlessLog();
            Set<Long> done = new HashSet<>();
            Set<Long> poisonous = new HashSet<>();
            int size = 1 + random.nextInt(300);
            for (int p = random.nextInt(4); p > 0; p--) {
                poisonous.add((long) random.nextInt(size));
            }
            List<Runnable> later = new ArrayList<>();
            StageHandler<RequestAccepted> handler =
                    batch -> {
                        List<Long> offsets =
                                batch.stream().map(record -> record.position().offset()).toList();
                        if (offsets.stream().anyMatch(poisonous::contains)) {
                            throw new IllegalStateException();
                        }
                        CompletableFuture<Boolean> stage = new CompletableFuture<>();
                        boolean fails = random.nextInt(20) == 0;
                        later.add(
                                () -> {
                                    if (fails) {
                                        stage.completeExceptionally(new java.io.IOException());
                                    } else {
                                        done.addAll(offsets);
                                        acknowledge(stage);
                                    }
                                });
                        return stage;
                    };
            commits.clear();
            Rig rig = new Rig(life, handler, 0, Suspicion.NONE);
            rig.feed(0, size);
            for (int step = 0; rig.committed() < size; step++) {
                assertThat(step).as("seed %d", seed).isLessThan(20_000);
                if (!later.isEmpty() && random.nextBoolean()) {
                    later.remove(random.nextInt(later.size())).run();
                }
                rig.step();
                for (long offset = 0; offset < rig.committed(); offset++) {
                    assertThat(done.contains(offset) || poisonous.contains(offset))
                            .as("seed %d: offset %d", seed, offset)
                            .isTrue();
                }
            }
            assertThat(life.published(DeadLetter.class).stream().map(DeadLetter::getOffset))
                    .as("seed %d", seed)
                    .containsAll(poisonous);
        }
    }

    @Test
    void aSuspiciousRecordIsAloneInItsConsumer() {
        List<CompletableFuture<Boolean>> suspects = new ArrayList<>();
        List<Long> ordinary = new ArrayList<>();
        List<StagePartition<RequestAccepted>> partitions = new ArrayList<>();
        Quarantine quarantine =
                new Quarantine(() -> partitions.stream().allMatch(StagePartition::idle));
        partitions.add(
                partition(
                        quarantine,
                        new Suspicion(0, 2, -1, 0),
                        _ -> {
                            suspects.add(new CompletableFuture<>());
                            return suspects.getLast();
                        }));
        partitions.add(
                partition(
                        quarantine,
                        Suspicion.NONE,
                        batch -> {
                            batch.forEach(record -> ordinary.add(record.position().offset()));
                            return done();
                        }));
        partitions.forEach(each -> each.add(List.of(record(0), record(1), record(2))));
        stepAll(partitions);
        assertThat(suspects).hasSize(1);
        assertThat(ordinary).isEmpty();
        suspects.getFirst().complete(true);
        stepAll(partitions);
        assertThat(suspects).hasSize(2);
        assertThat(ordinary).isEmpty();
        suspects.getLast().complete(true);
        stepAll(partitions);
        stepAll(partitions);
        assertThat(suspects).hasSize(3);
        assertThat(ordinary).containsExactly(0L, 1L, 2L);
    }

    private void stepAll(List<StagePartition<RequestAccepted>> partitions) {
        now += 1_000_000_000L;
        partitions.forEach(each -> assertThat(each.step(now)).isEmpty());
    }

    private StagePartition<RequestAccepted> partition(
            Quarantine quarantine, Suspicion suspicion, StageHandler<RequestAccepted> handler) {
        return new StagePartition<>(
                TOPIC,
                0,
                "router-service.test",
                handler,
                log.context(),
                BATCH,
                0,
                suspicion,
                quarantine,
                _ -> true);
    }

    private ConsumerRecord<byte[], byte[]> record(long offset) {
        String id = "id-" + offset;
        return new ConsumerRecord<>(
                TOPIC.name(),
                0,
                offset,
                id.getBytes(StandardCharsets.UTF_8),
                bytes.getOrDefault(offset, ENCODER.encode(Samples.accepted(id))));
    }

    private Rig rig(StageHandler<RequestAccepted> handler) {
        return new Rig(log, handler, 0, Suspicion.NONE);
    }

    private static CompletableFuture<?> done() {
        return CompletableFuture.allOf();
    }

    private static void acknowledge(CompletableFuture<Boolean> stage) {
        stage.complete(true);
    }

    /** Stands for the consumer: feeds, steps, commits, and feeds again after going back. */
    private final class Rig {

        private final StagePartition<RequestAccepted> partition;
        private long next;
        private long end;

        Rig(
                BrokerlessLog log,
                StageHandler<RequestAccepted> handler,
                long begin,
                Suspicion suspicion) {
            this.next = begin;
            if (suspicion.equals(Suspicion.NONE)) {
                commits.add(new StageCommit(begin, StageMark.work(begin)));
            }
            this.partition =
                    new StagePartition<>(
                            TOPIC,
                            0,
                            "router-service.test",
                            handler,
                            log.context(),
                            BATCH,
                            begin,
                            suspicion,
                            new Quarantine(this::idle),
                            commit -> {
                                commits.add(commit);
                                return true;
                            });
        }

        private boolean idle() {
            return partition.idle();
        }

        void feed(long from, long until) {
            next = from;
            end = until;
            refill();
            step();
        }

        void step() {
            now += 20_000_000_000L;
            OptionalLong back = partition.step(now);
            if (back.isPresent()) {
                next = back.getAsLong();
            }
            StageCommit due = partition.due();
            if (due != null) {
                commits.add(due);
                partition.acknowledged(due);
            }
            refill();
        }

        long committed() {
            if (commits.isEmpty()) {
                step();
            }
            return commits.getLast().offset();
        }

        void runUntil(long offset) {
            for (int i = 0; committed() < offset; i++) {
                assertThat(i).isLessThan(10_000);
                step();
            }
        }

        private void refill() {
            if (!partition.full() && next < end) {
                long until = Math.min(end, next + 500);
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                for (long offset = next; offset < until; offset++) {
                    records.add(record(offset));
                }
                next = until;
                partition.add(records);
            }
        }
    }
}
