package dev.millrace.provider.execution;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.LogReader;
import dev.millrace.log.Position;
import dev.millrace.log.ledger.LedgerHandler;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.reply.Replies;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.log.view.ReadModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A log that keeps what is published; nothing can be read from it. */
final class RecordingLog implements Log, Publisher {

    /** A record as it was published; partition -1 where the key chose. */
    record Published(String topic, int partition, String key, SpecificRecord record) {}

    final List<Published> published = new CopyOnWriteArrayList<>();
    private volatile Predicate<SpecificRecord> tooLarge = _ -> false;

    private volatile @Nullable Withheld withheld;

    private record Withheld(Class<?> type, CompletableFuture<Position> acknowledgement) {}

    /** What is published of a type stays unacknowledged until the returned future is completed. */
    CompletableFuture<Position> withhold(Class<? extends SpecificRecord> type) {
        Withheld now = new Withheld(type, new CompletableFuture<>());
        withheld = now;
        return now.acknowledgement();
    }

    void refuseAsTooLarge(Predicate<SpecificRecord> records) {
        tooLarge = records;
    }

    <R extends SpecificRecord> List<R> all(Class<R> type) {
        return published.stream()
                .map(Published::record)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    public Publisher publisher(Pace pace) {
        return this;
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record) {
        return publish(topic, -1, key, record);
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record) {
        if (tooLarge.test(record)) {
            return CompletableFuture.failedFuture(new TooLarge("too large"));
        }
        published.add(new Published(topic.name(), partition, key, record));
        Withheld waits = withheld;
        if (waits != null && waits.type().isInstance(record)) {
            return waits.acknowledgement();
        }
        return CompletableFuture.completedFuture(
                new Position(topic.name(), Math.max(0, partition), published.size()));
    }

    @Override
    public CompletableFuture<Position> withdraw(Topic<?> topic, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends SpecificRecord> LogPart ledger(
            String group, Topic<V> topic, LedgerHandler<V> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends SpecificRecord> LogPart stage(
            String group, Topic<V> topic, Pace pace, StageHandler<V> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends SpecificRecord> ReadModel readModel(
            Topic<V> topic, ReadModel.Changes<V> changes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Replies replies() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogReader reader() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogPart janitor(Duration hours, Duration replayWindow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] encode(SpecificRecord record) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
