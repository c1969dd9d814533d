package dev.millrace.log.ledger;

import dev.millrace.log.ledger.LedgerPartition.Draft;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions one ledger consumer holds, and their commits. Only the thread that polls comes
 * here, except to look ({@link #all}, {@link #isSettled}).
 *
 * <p>Whatever is committed is committed for a partition in hand: a partition leaves {@code held}
 * before it is anybody else's, and an acknowledgement that comes later finds another object, or
 * none, in its place.
 */
final class LedgerHoldings<V extends SpecificRecord> implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerHoldings.class);

    /** Between commits when nothing waits for one: what a crash may cost in work done again. */
    private static final long COMMIT_EVERY_NANOS = Duration.ofMillis(100).toNanos();

    private static final Duration ASKING = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(3);

    private final LedgerWork<V> work;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, LedgerPartition<V>> held = new ConcurrentHashMap<>();

    /** Assigned, and paused until their commit has been read. */
    private final Set<TopicPartition> opening = new HashSet<>();

    private final Set<TopicPartition> paused = new HashSet<>();

    /** Of the topic; known once the first have been opened. */
    private int partitions;

    private boolean committing;
    private boolean commitFails;
    private long lastCommit = System.nanoTime() - COMMIT_EVERY_NANOS;
    private volatile boolean settled;

    LedgerHoldings(LedgerWork<V> work, Consumer<byte[], byte[]> consumer) {
        this.work = work;
        this.consumer = consumer;
    }

    Collection<LedgerPartition<V>> all() {
        return held.values();
    }

    Set<TopicPartition> assigned() {
        Set<TopicPartition> all = new HashSet<>(held.keySet());
        all.addAll(opening);
        return all;
    }

    /** The group has given its answer, and every partition in it is being worked on. */
    boolean isSettled() {
        return settled;
    }

    void offer(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        LedgerPartition<V> books = held.get(partition);
        if (books == null) {
            throw new IllegalStateException("Records of a partition that is not held");
        }
        books.offer(records);
    }

    boolean isCrowded() {
        return !opening.isEmpty()
                || held.values().stream()
                        .anyMatch(one -> one.isFull() || one.isUrgent() || one.hasSuspects());
    }

    boolean isIdle() {
        return held.values().stream().allMatch(one -> one.unfinished() == 0 && !one.isChanged());
    }

    /** Fetches no more for partitions whose records wait, and goes on with the others. */
    void steer() {
        held.forEach(
                (partition, books) -> {
                    books.pump();
                    if (books.isFull()) {
                        if (paused.add(partition)) {
                            consumer.pause(List.of(partition));
                        }
                    } else if (paused.remove(partition)) {
                        consumer.resume(List.of(partition));
                    }
                });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        opening.addAll(partitions);
        settled = opening.isEmpty();
    }

    /**
     * Reads the commits of new partitions and opens their books. A broker that is away is asked
     * again at the next turn, so that polls go on and the group keeps this member.
     */
    void open() {
        if (opening.isEmpty()) {
            return;
        }
        Set<TopicPartition> asked = Set.copyOf(opening);
        try {
            Map<TopicPartition, OffsetAndMetadata> commits = consumer.committed(asked, ASKING);
            Map<TopicPartition, Long> ends = consumer.endOffsets(asked, ASKING);
            partitions = consumer.partitionsFor(work.topic().name(), ASKING).size();
            Map<TopicPartition, LedgerPartition<V>> opened = new HashMap<>();
            for (TopicPartition partition : asked) {
                long end = ends.getOrDefault(partition, 0L);
                Checkpoint from = from(partition, commits.get(partition), end);
                opened.put(partition, new LedgerPartition<>(work, from, Math.max(end, from.end())));
            }
            held.putAll(opened);
            opening.clear();
            tellHeld();
            consumer.resume(asked);
            settled = true;
        } catch (RetriableException e) {
            LOG.info("Group {} cannot read its commits yet: {}", work.group(), e.toString());
        }
    }

    private Checkpoint from(
            TopicPartition partition, @Nullable OffsetAndMetadata commit, long logEnd) {
        if (commit == null) {
            return Checkpoint.startingAt(consumer.position(partition, ASKING));
        }
        // The position that was found at the assignment must be the one the books begin with.
        consumer.seek(partition, commit.offset());
        Optional<Checkpoint> list = CheckpointCodec.decode(commit.offset(), commit.metadata());
        if (list.isEmpty()) {
            LOG.info(
                    "{} has no readable list of unfinished records: all from {} on is done",
                    partition,
                    commit.offset());
        }
        return list.orElse(Checkpoint.withoutList(commit.offset(), logEnd));
    }

    /** Commits when something waits for it, else now and then; one commit at a time. */
    void commitIfDue() {
        if (committing || held.isEmpty()) {
            return;
        }
        boolean due = System.nanoTime() - lastCommit >= COMMIT_EVERY_NANOS;
        if (!due && (commitFails || held.values().stream().noneMatch(LedgerPartition::isUrgent))) {
            return;
        }
        Map<TopicPartition, LedgerPartition<V>> books = new HashMap<>();
        Map<TopicPartition, Draft> drafts = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        held.forEach(
                (partition, one) -> {
                    if (one.isChanged()) {
                        Draft draft = one.draft();
                        books.put(partition, one);
                        drafts.put(partition, draft);
                        offsets.put(partition, commit(draft.checkpoint()));
                    }
                });
        if (offsets.isEmpty()) {
            return;
        }
        committing = true;
        lastCommit = System.nanoTime();
        consumer.commitAsync(offsets, (_, failure) -> committed(books, drafts, failure));
    }

    private void committed(
            Map<TopicPartition, LedgerPartition<V>> books,
            Map<TopicPartition, Draft> drafts,
            @Nullable Exception failure) {
        committing = false;
        if (failure == null) {
            commitFails = false;
            drafts.forEach(
                    (partition, draft) -> {
                        LedgerPartition<V> one = books.get(partition);
                        if (one != null && held.get(partition) == one) {
                            one.recorded(draft);
                        }
                    });
        } else if (!commitFails) {
            // Tried again at the next turn; a failure that lasts is told once.
            commitFails = true;
            LOG.info("Group {} cannot commit: {}", work.group(), failure.toString());
        }
    }

    private static OffsetAndMetadata commit(Checkpoint checkpoint) {
        return new OffsetAndMetadata(checkpoint.offset(), CheckpointCodec.encode(checkpoint));
    }

    /** Stop, wait a little, commit, forget. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Map<TopicPartition, LedgerPartition<V>> leaving = leave(partitions);
        leaving.values().forEach(LedgerPartition::stop);
        long deadline = System.nanoTime() + QUIET.toNanos();
        leaving.values().forEach(one -> one.awaitQuiet(deadline));
        tellHeld();
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();
        leaving.forEach((partition, one) -> last.put(partition, commit(one.forget())));
        if (!last.isEmpty()) {
            commitLast(last);
        }
    }

    private void commitLast(Map<TopicPartition, OffsetAndMetadata> last) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                consumer.commitSync(last, LAST_COMMIT);
                return;
            } catch (WakeupException _) {
                // Meant for a poll: the part is being closed. Once more, for the commit matters.
            } catch (RebalanceInProgressException | RetriableException e) {
                LOG.info("Group {} leaves with an older commit: {}", work.group(), e.toString());
                return;
            } catch (KafkaException e) {
                // The next holder goes on from the commit before: it does more, it loses nothing.
                LOG.warn("Group {} could not write its last commit", work.group(), e);
                return;
            }
        }
    }

    /** They are another's already: commit nothing. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        settled = partitions.isEmpty() && settled;
        leave(partitions)
                .values()
                .forEach(
                        one -> {
                            one.stop();
                            one.forget();
                        });
        tellHeld();
    }

    private void tellHeld() {
        work.handler().holds(held.size(), Math.max(partitions, held.size()));
    }

    private Map<TopicPartition, LedgerPartition<V>> leave(Collection<TopicPartition> partitions) {
        Map<TopicPartition, LedgerPartition<V>> leaving = new HashMap<>();
        for (TopicPartition partition : partitions) {
            opening.remove(partition);
            paused.remove(partition);
            LedgerPartition<V> one = held.remove(partition);
            if (one != null) {
                leaving.put(partition, one);
            }
        }
        return Collections.unmodifiableMap(leaving);
    }
}
