package dev.millrace.log.stage;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogContext;
import dev.millrace.log.Received;
import dev.millrace.log.consume.Backoff;
import dev.millrace.log.consume.Reading;
import dev.millrace.log.consume.Surroundings;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of a stage: which records wait, which are under way, how far they are done, and
 * what a failure means. It knows no consumer; {@link StageConsumer} feeds it, asks it what to
 * commit and where to go back to. Used on the stage's thread alone.
 */
final class StagePartition<V extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(StagePartition.class);

    private static final long BYTES_UNDER_WAY = 16L * 1024 * 1024;
    private static final int FAILURES_ALONE = 3;
    private static final long SCHEMA_RETRY_NANOS = 200_000_000L;
    private static final long STRAGGLER_NANOS = 10_000_000_000L;

    private final Topic<V> topic;
    private final int partition;
    private final String group;
    private final StageHandler<V> handler;
    private final LogContext context;
    private final int batch;
    private final Suspicion suspicion;
    private final Quarantine quarantine;

    /** Commits a mark at once, before a suspicious record is delivered; false when that failed. */
    private final Predicate<StageCommit> commitNow;

    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final ArrayDeque<Flight> flights = new ArrayDeque<>();
    private final TreeSet<Long> buried = new TreeSet<>();
    private final TreeMap<Long, Struck> struck = new TreeMap<>();
    private final Backoff backoff = new Backoff();

    private long bytesUnderWay;

    /** Everything before is handled. */
    private long end;

    /** The furthest {@link #end} ever, also when the partition has gone back since. */
    private long furthest;

    private long sent;
    private long sentFurthest;
    private long acknowledged;
    private long acknowledgedFurthest;
    private boolean everSent;

    /** Records in this range are delivered one by one, because a batch of them failed. */
    private long aloneFrom;

    private long aloneUntil;

    private boolean goingBack;
    private long goingBackSince;
    private long notBefore;

    StagePartition(
            Topic<V> topic,
            int partition,
            String group,
            StageHandler<V> handler,
            LogContext context,
            int batch,
            long position,
            Suspicion suspicion,
            Quarantine quarantine,
            Predicate<StageCommit> commitNow) {
        this.topic = topic;
        this.partition = partition;
        this.group = group;
        this.handler = handler;
        this.context = context;
        this.batch = batch;
        this.suspicion = suspicion;
        this.quarantine = quarantine;
        this.commitNow = commitNow;
        this.end = position;
        this.furthest = Math.max(position, suspicion.from());
        this.sent = position;
        this.acknowledged = position;
        this.acknowledgedFurthest = furthest;
    }

    /**
     * How far a stage works beyond its last acknowledged commit: a batch under way, and one more
     * while the first is committed. More would cost time after every crash, less would cost
     * throughput between commits.
     */
    static int window(int batch) {
        return 2 * batch;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> records) {
        waiting.addAll(records);
    }

    /** Whether the consumer should bring no more for now. */
    boolean full() {
        return goingBack || !waiting.isEmpty();
    }

    /** Whether something can happen soon that no poll announces. */
    boolean busy() {
        return full() || !flights.isEmpty();
    }

    int unfinished() {
        int records = waiting.size();
        for (Flight flight : flights) {
            records += flight.records();
        }
        return records;
    }

    /**
     * Settles what has landed and starts what can be started.
     *
     * @return where to read on from, when the partition has gone back
     */
    OptionalLong step(long now) {
        settle(now);
        if (goingBack) {
            boolean stragglers = flights.stream().anyMatch(flight -> !flight.landed());
            if (stragglers && now - goingBackSince < STRAGGLER_NANOS) {
                return OptionalLong.empty();
            }
            goBack();
            return OptionalLong.of(end);
        }
        while (now >= notBefore && !waiting.isEmpty() && startNext(now)) {}
        if (flights.isEmpty() && (now < notBefore || !suspectNext())) {
            quarantine.leave(this);
        }
        return OptionalLong.empty();
    }

    /** Waits for nothing: settles what has landed by now, in order. */
    void settle(long now) {
        while (!flights.isEmpty() && flights.getFirst().landed() && !goingBack) {
            Flight flight = flights.removeFirst();
            bytesUnderWay -= flight.bytes();
            flight.spans().forEach(Span::end);
            Throwable failure = flight.failure();
            if (failure != null) {
                failed(flight, failure, now);
                return;
            }
            if (flight.burial()) {
                buried.add(flight.first());
            } else {
                context.registry()
                        .counter("millrace.log.consumed", "topic", topic.name(), "group", group)
                        .increment(flight.records());
            }
            end = flight.end();
            furthest = Math.max(furthest, end);
            if (end >= aloneUntil) {
                aloneUntil = 0;
            }
            backoff.reset();
        }
    }

    /** Half of what may run ahead is used up: a commit should come back before the rest is. */
    boolean pressed() {
        return furthest - sentFurthest >= batch;
    }

    /** What may be committed now and has not been sent yet; null when nothing has changed. */
    @Nullable StageCommit due() {
        if (!flights.isEmpty() && suspicion.covers(flights.getFirst().first())) {
            // The commit that names the suspect must stay until it is through.
            return null;
        }
        long floor = floor();
        if (everSent && floor == sent && furthest == sentFurthest) {
            return null;
        }
        everSent = true;
        sent = floor;
        sentFurthest = furthest;
        forgetBelow(floor);
        return new StageCommit(floor, StageMark.work(furthest));
    }

    /** The last commit before the partition is given back. */
    StageCommit last() {
        return new StageCommit(floor(), StageMark.clean(furthest));
    }

    void acknowledged(StageCommit commit) {
        acknowledged = Math.max(acknowledged, commit.offset());
        acknowledgedFurthest = Math.max(acknowledgedFurthest, commit.mark().end());
    }

    /** A commit did not come through: what it said is due again. */
    void notAcknowledged() {
        everSent = false;
    }

    private boolean suspectNext() {
        return !waiting.isEmpty() && suspicion.covers(waiting.getFirst().offset());
    }

    boolean idle() {
        return flights.isEmpty();
    }

    /** The partition is given back: it keeps nobody waiting. */
    void leave() {
        quarantine.leave(this);
    }

    boolean allLanded() {
        return flights.stream().allMatch(Flight::landed);
    }

    private long floor() {
        long floor = handler.commitFloor(topic.name(), partition, end);
        return Math.max(sent, Math.min(end, floor));
    }

    private void forgetBelow(long offset) {
        buried.headSet(offset).clear();
        struck.headMap(offset).clear();
    }

    private void failed(Flight flight, Throwable failure, long now) {
        boolean surroundings = flight.burial() || Surroundings.areToBlame(failure);
        if (!surroundings) {
            if (flight.records() == 1) {
                struck.compute(
                        flight.first(),
                        (_, before) ->
                                new Struck(before == null ? 1 : before.times() + 1, failure));
            }
            aloneFrom = aloneUntil == 0 ? flight.first() : Math.min(aloneFrom, flight.first());
            aloneUntil = Math.max(aloneUntil, flight.end());
        }
        long pause = backoff.next().toNanos();
        LOG.warn(
                "{} {} offsets {} to {} of group {} failed ({}), again in {} ms: {}",
                topic.name(),
                partition,
                flight.first(),
                flight.end() - 1,
                group,
                surroundings ? "surroundings" : "record",
                pause / 1_000_000,
                failure.getClass().getName());
        LOG.debug("The failure", failure);
        context.registry().counter("millrace.log.stage.retried", "group", group).increment();
        goingBack = true;
        goingBackSince = now;
        notBefore = now + pause;
    }

    private void goBack() {
        goingBack = false;
        flights.forEach(flight -> flight.spans().forEach(Span::end));
        flights.clear();
        bytesUnderWay = 0;
        waiting.clear();
        handler.revoked(topic.name(), partition);
        quarantine.leave(this);
        end = sent;
    }

    /** Starts one batch or burial; false when none can be started now. */
    private boolean startNext(long now) {
        ConsumerRecord<byte[], byte[]> next = waiting.getFirst();
        long offset = next.offset();
        if (flights.isEmpty() && offset > end) {
            // Offsets between, trimmed or never given to a record, count as handled.
            end = offset;
            furthest = Math.max(furthest, end);
        }
        if (buried.contains(offset)) {
            waiting.removeFirst();
            launch(List.of(next), true, CompletableFuture.allOf(), List.of());
            return true;
        }
        boolean suspect = suspicion.covers(offset);
        if (suspect ? !quarantine.enter(this) : quarantine.occupied()) {
            return false;
        }
        boolean alone = suspect || (offset >= aloneFrom && offset < aloneUntil);
        if (!roomFor(next) || (alone && !flights.isEmpty())) {
            return false;
        }
        Struck failed = struck.get(offset);
        if (failed != null && failed.times() >= FAILURES_ALONE) {
            bury("poison", failed.last());
            return true;
        }
        if (suspect) {
            if (suspicion.crashesOf(offset) >= Suspicion.LIMIT) {
                bury("poison", null);
                return true;
            }
            if (!accused(offset, now)) {
                return false;
            }
        }
        return deliver(alone ? 1 : batch, now);
    }

    /** Writes down that a suspicious record comes next; false when it must not be delivered now. */
    private boolean accused(long offset, long now) {
        StageMark mark = StageMark.alone(furthest, offset, suspicion.crashesOf(offset));
        StageCommit commit = new StageCommit(floor(), mark);
        if (commitNow.test(commit)) {
            everSent = true;
            sent = commit.offset();
            sentFurthest = furthest;
            acknowledged(commit);
            return true;
        }
        notBefore = now + backoff.next().toNanos();
        return false;
    }

    private boolean roomFor(ConsumerRecord<byte[], byte[]> next) {
        return withinWindow(next)
                && (flights.isEmpty() || bytesUnderWay + size(next) <= BYTES_UNDER_WAY);
    }

    /** A crash must leave no record under way beyond what a successor suspects. */
    private boolean withinWindow(ConsumerRecord<byte[], byte[]> next) {
        return next.offset() < Math.max(acknowledged, acknowledgedFurthest) + window(batch);
    }

    private boolean deliver(int limit, long now) {
        List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
        List<Received<V>> batch = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        @Nullable Throwable unreadable = null;
        long bytes = 0;
        while (batch.size() < limit && !waiting.isEmpty() && (taken.isEmpty() || joins(bytes))) {
            ConsumerRecord<byte[], byte[]> next = waiting.getFirst();
            Reading<V> reading = context.reader().read(next, topic);
            if (reading instanceof Reading.Ready<V>(Received<V> record)) {
                batch.add(traced(record, spans));
                taken.add(waiting.removeFirst());
                bytes += size(next);
                continue;
            }
            if (reading instanceof Reading.Unreadable<V>(Throwable cause)) {
                unreadable = cause;
            } else {
                notBefore = now + SCHEMA_RETRY_NANOS;
            }
            break;
        }
        if (!batch.isEmpty()) {
            launch(taken, false, call(batch), spans);
            return true;
        }
        if (unreadable != null) {
            bury("undecodable", unreadable);
            return true;
        }
        return false;
    }

    /** Whether the next record may join a batch of so many bytes: not if it needs care. */
    private boolean joins(long bytes) {
        ConsumerRecord<byte[], byte[]> next = waiting.getFirst();
        long offset = next.offset();
        return !suspicion.covers(offset)
                && !(offset >= aloneFrom && offset < aloneUntil)
                && !buried.contains(offset)
                && bytesUnderWay + bytes + size(next) <= BYTES_UNDER_WAY
                && withinWindow(next);
    }

    private CompletableFuture<?> call(List<Received<V>> batch) {
        try {
            return handler.on(batch).toCompletableFuture();
        } catch (VirtualMachineError e) {
            if (e instanceof StackOverflowError) {
                return CompletableFuture.failedFuture(e);
            }
            throw e;
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Received<V> traced(Received<V> record, List<Span> spans) {
        Span span =
                context.spans()
                        .processing(
                                record.trace(),
                                topic.name(),
                                group,
                                partition,
                                record.position().offset());
        if (!span.isRecording()) {
            return record;
        }
        spans.add(span);
        return new Received<>(
                record.key(),
                record.value(),
                record.position(),
                record.timestamp(),
                record.trace().with(span));
    }

    private void bury(String code, @Nullable Throwable cause) {
        ConsumerRecord<byte[], byte[]> record = waiting.removeFirst();
        CompletableFuture<?> burial;
        try {
            burial = context.deadLetters().bury(record, topic, group, code, cause);
        } catch (RuntimeException e) {
            burial = CompletableFuture.failedFuture(e);
        }
        launch(List.of(record), true, burial, List.of());
    }

    private void launch(
            List<ConsumerRecord<byte[], byte[]>> records,
            boolean burial,
            CompletableFuture<?> done,
            List<Span> spans) {
        Flight flight =
                new Flight(
                        records.getFirst().offset(),
                        records.getLast().offset() + 1,
                        records.size(),
                        records.stream().mapToLong(StagePartition::size).sum(),
                        burial,
                        done,
                        spans);
        bytesUnderWay += flight.bytes();
        flights.addLast(flight);
    }

    /** How often a record has failed by itself, and how the last time. */
    private record Struck(int times, Throwable last) {}

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? 0 : record.value().length;
    }
}
