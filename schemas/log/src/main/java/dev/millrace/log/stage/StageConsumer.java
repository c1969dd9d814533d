package dev.millrace.log.stage;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogContext;
import dev.millrace.log.LogPart;
import dev.millrace.log.consume.Gathering;
import dev.millrace.log.consume.LogThread;
import dev.millrace.log.publish.Pace;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fast work (rule 4): one thread that polls, hands batches to the handler and commits what has been
 * acknowledged, in order. What a partition does with its records is {@link StagePartition}'s; this
 * class is the consumer around them.
 */
public final class StageConsumer<V extends SpecificRecord> implements LogPart {

    private static final Logger LOG = LoggerFactory.getLogger(StageConsumer.class);

    private static final int POLL_RECORDS = 500;
    private static final Duration IDLE_POLL = Duration.ofMillis(200);
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    /** A poll does not end because partitions came: what follows must not wait for it. */
    private static final Duration JOINING_POLL = Duration.ofMillis(50);

    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** A commit costs the broker as much as a record; what one leaves out is only done again. */
    private static final long BETWEEN_COMMITS = Duration.ofMillis(100).toNanos();

    private final LogContext context;
    private final String group;
    private final Topic<V> topic;
    private final Pace pace;
    private final StageHandler<V> handler;
    private final Gathering gathering;
    private final LogThread thread;

    private final Map<TopicPartition, StagePartition<V>> held = new HashMap<>();

    /** Assigned, but where to begin is not known yet. */
    private final Set<TopicPartition> arriving = new HashSet<>();

    private final Set<TopicPartition> paused = new HashSet<>();
    private final Quarantine quarantine =
            new Quarantine(() -> held().stream().allMatch(StagePartition::idle));
    private long lastCommit;

    private volatile boolean closing;
    private volatile boolean assigned;
    private volatile int unfinished;

    /**
     * @param group short name; see {@link dev.millrace.log.Log#stage}
     */
    public StageConsumer(
            LogContext context, String group, Topic<V> topic, Pace pace, StageHandler<V> handler) {
        this.context = context;
        this.group = context.clients().group(group);
        this.topic = topic;
        this.pace = pace;
        this.gathering = new Gathering(pace, POLL_RECORDS);
        this.handler = handler;
        this.thread = new LogThread(name(), this::run, context.settings().onFatal());
        Gauge.builder("millrace.log.unfinished", this, stage -> stage.unfinished)
                .tag("group", this.group)
                .tag("topic", topic.name())
                .register(context.registry());
    }

    @Override
    public String name() {
        return group + "/" + topic.name();
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean ready() {
        return assigned;
    }

    @Override
    public void close() {
        closing = true;
        if (!thread.join(GOODBYE.multipliedBy(3))) {
            LOG.warn("{} did not stop in time; what it has not committed comes again", name());
        }
    }

    private void run() {
        try (Consumer<byte[], byte[]> consumer =
                context.clients().member(group, topic.name(), POLL_RECORDS)) {
            consumer.subscribe(List.of(topic.name()), new Rebalance(consumer));
            try {
                while (!closing) {
                    turn(consumer);
                }
                release(consumer, List.copyOf(held.keySet()));
            } catch (Throwable e) {
                // Closing the consumer revokes: what ended this thread must not be committed as
                // an orderly end, or the record that did it would never be suspected.
                held.clear();
                throw e;
            } finally {
                // The plain close waits half a minute for a broker that is away.
                consumer.close(CloseOptions.timeout(GOODBYE));
            }
        } finally {
            assigned = false;
        }
    }

    private void turn(Consumer<byte[], byte[]> consumer) {
        boolean busy = !arriving.isEmpty() || held.values().stream().anyMatch(StagePartition::busy);
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = ask(consumer, busy ? BUSY_POLL : assigned ? IDLE_POLL : JOINING_POLL);
        } catch (RetriableException e) {
            LOG.warn("{} could not poll: {}", name(), e.toString());
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            StagePartition<V> stage = held.get(partition);
            if (stage != null) {
                stage.add(records.records(partition));
            }
        }
        arrive(consumer);
        long now = System.nanoTime();
        held.forEach(
                (partition, stage) -> {
                    OptionalLong back = stage.step(now);
                    back.ifPresent(offset -> consumer.seek(partition, offset));
                });
        throttle(consumer);
        commit(consumer, now);
        unfinished = held.values().stream().mapToInt(StagePartition::unfinished).sum();
    }

    /** Polls, or rests while records gather in the log. */
    private ConsumerRecords<byte[], byte[]> ask(Consumer<byte[], byte[]> consumer, Duration most) {
        Duration rest = gathering.pause(System.nanoTime(), most);
        if (rest.isPositive() && arriving.isEmpty()) {
            LockSupport.parkNanos(rest.toNanos());
            return ConsumerRecords.empty();
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(most);
        gathering.polled(records.count(), System.nanoTime());
        return records;
    }

    /** Finds out where newly assigned partitions begin; tried again while the log is away. */
    private void arrive(Consumer<byte[], byte[]> consumer) {
        if (arriving.isEmpty()) {
            return;
        }
        try {
            Set<TopicPartition> partitions = Set.copyOf(arriving);
            Map<TopicPartition, OffsetAndMetadata> commits =
                    consumer.committed(partitions, LOOK_UP);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LOOK_UP);
            for (TopicPartition partition : partitions) {
                begin(consumer, partition, commits.get(partition), ends);
            }
        } catch (RetriableException e) {
            LOG.warn("{} does not know yet where to begin: {}", name(), e.toString());
        }
    }

    private void begin(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            @Nullable OffsetAndMetadata commit,
            Map<TopicPartition, Long> ends) {
        long position = consumer.position(partition, LOOK_UP);
        StageMark mark =
                StageMark.parse(commit == null ? null : commit.metadata())
                        .orElse(StageMark.clean(position));
        Suspicion suspicion =
                Suspicion.after(
                        mark,
                        position,
                        ends.getOrDefault(partition, position),
                        StagePartition.window(pace.batch()));
        if (mark.state() == StageMark.State.CLEAN) {
            // Said before the first delivery: a first record that ends the process must be found
            // too. It also tells the janitor that this group has still to read from here.
            StageCommit open =
                    new StageCommit(position, StageMark.work(Math.max(position, mark.end())));
            if (!commitNow(consumer, Map.of(partition, open.kafka()))) {
                return;
            }
        }
        if (!suspicion.equals(Suspicion.NONE)) {
            LOG.info(
                    "{} {} was left in disorder: offsets {} to {} come one at a time",
                    name(),
                    partition.partition(),
                    suspicion.from(),
                    suspicion.until() - 1);
        }
        held.put(
                partition,
                new StagePartition<>(
                        topic,
                        partition.partition(),
                        group,
                        handler,
                        context,
                        pace.batch(),
                        position,
                        suspicion,
                        quarantine,
                        accusation -> accuse(consumer, partition, accusation)));
        arriving.remove(partition);
        assigned = arriving.isEmpty();
    }

    /**
     * Names a suspicious record. What the other partitions have reached is committed with it: a
     * crash must find nothing named that was not under way.
     */
    private boolean accuse(
            Consumer<byte[], byte[]> consumer, TopicPartition accused, StageCommit accusation) {
        Map<TopicPartition, StageCommit> commits = new HashMap<>();
        held.forEach(
                (partition, stage) -> {
                    StageCommit due = partition.equals(accused) ? accusation : stage.due();
                    if (due != null) {
                        commits.put(partition, due);
                    }
                });
        boolean written = commitNow(consumer, kafka(commits));
        commits.forEach(
                (partition, commit) -> {
                    if (written) {
                        stage(partition).acknowledged(commit);
                    } else {
                        stage(partition).notAcknowledged();
                    }
                });
        return written;
    }

    private void throttle(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        held.forEach(
                (partition, stage) -> {
                    if (stage.full() && paused.add(partition)) {
                        pause.add(partition);
                    } else if (!stage.full() && paused.remove(partition)) {
                        resume.add(partition);
                    }
                });
        if (!pause.isEmpty()) {
            consumer.pause(pause);
        }
        if (!resume.isEmpty()) {
            consumer.resume(resume);
        }
    }

    private void commit(Consumer<byte[], byte[]> consumer, long now) {
        if (now - lastCommit < BETWEEN_COMMITS
                && held.values().stream().noneMatch(StagePartition::pressed)) {
            return;
        }
        Map<TopicPartition, StageCommit> due = new HashMap<>();
        held.forEach(
                (partition, stage) -> {
                    StageCommit commit = stage.due();
                    if (commit != null) {
                        due.put(partition, commit);
                    }
                });
        if (due.isEmpty()) {
            return;
        }
        lastCommit = now;
        consumer.commitAsync(kafka(due), (_, failure) -> committed(due, failure));
    }

    private void committed(Map<TopicPartition, StageCommit> commits, @Nullable Exception failure) {
        commits.forEach(
                (partition, commit) -> {
                    StagePartition<V> stage = held.get(partition);
                    if (stage == null) {
                        return;
                    }
                    if (failure == null) {
                        stage.acknowledged(commit);
                    } else {
                        stage.notAcknowledged();
                    }
                });
        if (failure != null) {
            LOG.info("{} will commit again: {}", name(), failure.toString());
        }
    }

    private boolean commitNow(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> commits) {
        try {
            consumer.commitSync(commits, GOODBYE);
            return true;
        } catch (RetriableException | RebalanceInProgressException e) {
            LOG.info("{} could not commit: {}", name(), e.toString());
            return false;
        }
    }

    /** Gives partitions back in order: waits a little for what is under way, then commits. */
    private void release(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        List<TopicPartition> leaving = partitions.stream().filter(held::containsKey).toList();
        long limit = System.nanoTime() + GOODBYE.toNanos();
        while (!leaving.stream().allMatch(partition -> stage(partition).allLanded())
                && System.nanoTime() < limit) {
            LockSupport.parkNanos(1_000_000);
        }
        Map<TopicPartition, StageCommit> last = new HashMap<>();
        for (TopicPartition partition : leaving) {
            stage(partition).settle(System.nanoTime());
            last.put(partition, stage(partition).last());
        }
        if (!last.isEmpty()) {
            try {
                consumer.commitSync(kafka(last), GOODBYE);
            } catch (KafkaException e) {
                LOG.info("{} could not commit before it left: {}", name(), e.toString());
            }
        }
        forget(leaving);
    }

    private void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            arriving.remove(partition);
            paused.remove(partition);
            StagePartition<V> stage = held.remove(partition);
            if (stage != null) {
                stage.leave();
                handler.revoked(topic.name(), partition.partition());
            }
        }
    }

    private Collection<StagePartition<V>> held() {
        return held.values();
    }

    private StagePartition<V> stage(TopicPartition partition) {
        StagePartition<V> stage = held.get(partition);
        if (stage == null) {
            throw new IllegalStateException(partition + " is not held");
        }
        return stage;
    }

    private static Map<TopicPartition, OffsetAndMetadata> kafka(
            Map<TopicPartition, StageCommit> commits) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        commits.forEach((partition, commit) -> offsets.put(partition, commit.kafka()));
        return offsets;
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;

        Rebalance(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            arriving.addAll(partitions);
            // Nothing is fetched before it is known what to suspect.
            consumer.pause(partitions);
            paused.addAll(partitions);
            assigned = arriving.isEmpty();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            release(consumer, partitions);
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }
    }
}
