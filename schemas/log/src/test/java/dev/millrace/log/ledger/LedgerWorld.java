package dev.millrace.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.ledger.Checkpoint.Unfinished;
import dev.millrace.log.ledger.Ledger.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The simplest world a ledger can live in: one partition, what the group coordinator keeps of it,
 * and one process at a time, whose every step is taken by hand. It keeps the truth (what really
 * finished, who really crashed) and compares the ledger with it at each step.
 */
final class LedgerWorld {

    private static final int KAFKA_LIMIT = 4_096;

    private record Commit(long offset, String metadata, Set<Long> finishedBefore) {}

    final NavigableSet<Long> log = new TreeSet<>();
    final Set<Long> done = new HashSet<>();
    final Set<Long> poisoned = new HashSet<>();
    final Map<Long, Integer> crashes = new HashMap<>();
    final Set<Long> running = new HashSet<>();

    private final Random random;
    private final Set<Long> begun = new HashSet<>();

    /** Whoever was worked on, ever, by whomever. */
    private final Set<Long> worked = new HashSet<>();

    private Commit onDisk = new Commit(0, "", Set.of());
    private Set<Long> onDiskAtStart = Set.of();
    private long logEnd;

    private Ledger ledger = new Ledger(Checkpoint.startingAt(0), 0);
    private long position;
    private final Set<Long> waiting = new TreeSet<>();
    private final NavigableSet<Long> suspects = new TreeSet<>();

    /** Finished by this process, or by the commit it began with: what its ledger can know. */
    private final Set<Long> known = new HashSet<>();

    private @Nullable Long alone;
    private @Nullable Commit sent;
    private @Nullable Checkpoint sentCheckpoint;
    private boolean arrived;

    LedgerWorld(Random random) {
        this.random = random;
    }

    /** Appends records; now and then leaves a gap as compaction would. */
    void append(int count) {
        for (int i = 0; i < count; i++) {
            logEnd += random.nextInt(20) == 0 ? random.nextInt(400) : 0;
            log.add(logEnd++);
        }
    }

    /** Retention takes away the oldest records, also those nobody has read. */
    void trim() {
        List<Long> oldest = log.stream().limit(random.nextInt(10)).toList();
        oldest.stream().filter(o -> !running.contains(o)).forEach(log::remove);
    }

    /** Delivers the next record, if the ledger lets it. */
    boolean deliver() {
        Long next = log.ceiling(position);
        if (next == null) {
            return false;
        }
        ledger.reached(next);
        if (!ledger.canDeliver(next)) {
            return false;
        }
        position = next + 1;
        Verdict verdict = ledger.deliver(next);
        if (verdict == Verdict.FINISHED) {
            assertThat(done).as("skipped as finished").contains(next);
            return true;
        }
        assertThat(onDiskAtStart)
                .as("finished before the commit, delivered again")
                .doesNotContain(next);
        if (worked.contains(next)) {
            assertThat(ledger.isRedelivered(next)).as("worked on before").isTrue();
        }
        switch (verdict) {
            case START -> {
                running.add(next);
                worked.add(next);
            }
            case START_RECORDED -> waiting.add(next);
            case START_ALONE -> suspects.add(next);
            case POISON -> bury(next);
            case FINISHED -> throw new AssertionError();
        }
        return true;
    }

    private void bury(long offset) {
        assertThat(crashes.getOrDefault(offset, 0)).isGreaterThanOrEqualTo(2);
        poisoned.add(offset);
        done.add(offset);
        known.add(offset);
        ledger.finish(offset);
    }

    /** Starts whoever may start: the recorded second tries, and one suspect. */
    void start() {
        if (alone == null && !suspects.isEmpty()) {
            long next = suspects.removeFirst();
            alone = next;
            ledger.turn(next);
            waiting.add(next);
        }
        List<Long> ready = waiting.stream().filter(ledger::mayStart).toList();
        waiting.removeAll(ready);
        running.addAll(ready);
        worked.addAll(ready);
    }

    void finish() {
        anyRunning().forEach(this::finish);
    }

    void finish(long offset) {
        running.remove(offset);
        begun.add(offset);
        done.add(offset);
        known.add(offset);
        ledger.finish(offset);
        if (alone != null && alone == offset) {
            alone = null;
        }
    }

    private List<Long> anyRunning() {
        return running.stream().skip(random.nextInt(running.size() + 1)).limit(1).toList();
    }

    /** The commit is written down and sent; {@link #arrive} and {@link #acknowledge} follow. */
    void send() {
        if (sent == null) {
            sentCheckpoint = ledger.checkpoint();
            sent = commit(sentCheckpoint);
            arrived = false;
        }
    }

    void arrive() {
        if (sent != null) {
            onDisk = sent;
            arrived = true;
        }
    }

    void acknowledge() {
        if (sentCheckpoint != null && arrived) {
            ledger.recorded(sentCheckpoint);
            sent = null;
            sentCheckpoint = null;
        }
    }

    void commit() {
        send();
        arrive();
        acknowledge();
    }

    private Commit commit(Checkpoint checkpoint) {
        String metadata = CheckpointCodec.encode(checkpoint);
        assertThat(metadata.length()).isLessThanOrEqualTo(KAFKA_LIMIT);
        assertThat(checkpoint.unfinished()).hasSizeLessThanOrEqualTo(Ledger.MOST_UNFINISHED);
        if (!checkpoint.unfinished().isEmpty()) {
            Unfinished first = checkpoint.unfinished().getFirst();
            Unfinished last = checkpoint.unfinished().getLast();
            assertThat(checkpoint.offset()).isEqualTo(first.offset());
            assertThat(last.offset() - first.offset()).isLessThan(Ledger.WIDEST_SPAN);
        }
        return new Commit(checkpoint.offset(), metadata, Set.copyOf(known));
    }

    void crash() {
        // Counted before it starts, so that no start goes uncounted; and counted still when it
        // has finished and no commit tells of it.
        begun.addAll(running);
        begun.addAll(waiting);
        begun.removeAll(onDisk.finishedBefore());
        begun.forEach(offset -> crashes.merge(offset, 1, Integer::sum));
        restart();
    }

    /** What was running is interrupted, the last commit is clean. */
    void closeAndRestart() {
        onDisk = commit(ledger.lastCheckpoint());
        restart();
    }

    /** The commit's metadata is overwritten by a stranger. */
    void spoil() {
        onDisk = new Commit(onDisk.offset(), "spoiled", Set.of());
    }

    private void restart() {
        begun.clear();
        running.clear();
        waiting.clear();
        suspects.clear();
        alone = null;
        sent = null;
        sentCheckpoint = null;
        onDiskAtStart = onDisk.finishedBefore();
        known.clear();
        known.addAll(onDiskAtStart);
        position = onDisk.offset();
        ledger =
                new Ledger(
                        CheckpointCodec.decode(onDisk.offset(), onDisk.metadata())
                                .orElse(Checkpoint.withoutList(onDisk.offset(), logEnd)),
                        logEnd);
    }

    /** Works until nothing is left to do. */
    void drain() {
        for (int idle = 0; idle < 3; idle++) {
            long before = ledger.changes();
            commit();
            while (deliver()) {
                // As far as the ledger lets it.
            }
            start();
            List.copyOf(running).forEach(this::finish);
            idle = ledger.changes() == before ? idle : -1;
        }
        assertThat(log.stream().filter(o -> !done.contains(o))).as("lost").isEmpty();
    }

    int unfinished() {
        return ledger.unfinished();
    }
}
