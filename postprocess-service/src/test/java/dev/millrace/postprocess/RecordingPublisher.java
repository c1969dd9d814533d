package dev.millrace.postprocess;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/** A log in memory: acknowledges at once, later, or not at all. Thread-safe. */
public final class RecordingPublisher implements Publisher {

    /** A record on its way. */
    public record Sent(
            Topic<?> topic,
            int partition,
            String key,
            SpecificRecord record,
            String traceId,
            CompletableFuture<Position> acknowledged) {}

    /** The partition of records published by key. */
    public static final int BY_KEY = -1;

    private final List<Sent> sent = new ArrayList<>();
    private boolean acknowledges = true;
    private Predicate<SpecificRecord> tooLarge = _ -> false;

    /** From now on nothing is acknowledged until {@link #acknowledge} or {@link #fail}. */
    public synchronized void hold() {
        acknowledges = false;
    }

    /** Acknowledges what is held, and at once from now on. */
    public void acknowledge() {
        List<Sent> held;
        synchronized (this) {
            acknowledges = true;
            held = List.copyOf(sent);
        }
        held.forEach(
                s -> s.acknowledged().complete(new Position(s.topic().name(), s.partition(), 0)));
    }

    /** What is held was not acknowledged; from now on everything is. */
    public void fail() {
        List<Sent> held;
        synchronized (this) {
            acknowledges = true;
            held = List.copyOf(sent);
        }
        held.forEach(
                s ->
                        s.acknowledged()
                                .completeExceptionally(
                                        new NotAcknowledged("no answer", new RuntimeException())));
    }

    public synchronized void refuse(Predicate<SpecificRecord> records) {
        tooLarge = records;
    }

    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    public synchronized <R extends SpecificRecord> List<R> records(Topic<?> topic, Class<R> type) {
        return sent.stream()
                .filter(s -> s.topic().equals(topic))
                .map(Sent::record)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    public synchronized void clear() {
        sent.clear();
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record) {
        return publish(topic, BY_KEY, key, record);
    }

    @Override
    public synchronized <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record) {
        if (tooLarge.test(record)) {
            return CompletableFuture.failedFuture(new TooLarge("too large"));
        }
        Sent next =
                new Sent(
                        topic,
                        partition,
                        key,
                        record,
                        Span.current().getSpanContext().getTraceId(),
                        new CompletableFuture<>());
        sent.add(next);
        if (acknowledges) {
            next.acknowledged().complete(new Position(topic.name(), partition, sent.size()));
        }
        return next.acknowledged();
    }

    @Override
    public CompletableFuture<Position> withdraw(Topic<?> topic, String key) {
        throw new UnsupportedOperationException();
    }
}
