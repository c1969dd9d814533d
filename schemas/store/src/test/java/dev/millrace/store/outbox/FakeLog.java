package dev.millrace.store.outbox;

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
import io.opentelemetry.api.trace.Span;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A log that keeps what is published in a list and acknowledges late, or not at all. */
final class FakeLog implements Log, Publisher {

    record Published(String topic, String key, @Nullable SpecificRecord value, String traceId) {}

    private final List<SpecificRecord> encoded = new ArrayList<>();
    private final List<Published> published = new ArrayList<>();
    private final Random random;
    private final double loss;
    private volatile boolean down;

    /**
     * A log.
     *
     * @param loss share of publications whose acknowledgement is lost, half of them before the
     *     record is written
     */
    FakeLog(long seed, double loss) {
        this.random = new Random(seed);
        this.loss = loss;
    }

    void down(boolean now) {
        down = now;
    }

    synchronized List<Published> published() {
        return List.copyOf(published);
    }

    @Override
    public synchronized byte[] encode(SpecificRecord record) {
        encoded.add(record);
        return ByteBuffer.allocate(Integer.BYTES).putInt(encoded.size() - 1).array();
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) {
        if (bytes.length != Integer.BYTES) {
            throw new IllegalArgumentException("not encoded here");
        }
        return (V) encoded.get(ByteBuffer.wrap(bytes).getInt());
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record) {
        return write(topic, key, record);
    }

    @Override
    public CompletableFuture<Position> withdraw(Topic<?> topic, String key) {
        return write(topic, key, null);
    }

    private synchronized CompletableFuture<Position> write(
            Topic<?> topic, String key, @Nullable SpecificRecord record) {
        boolean lost = random.nextDouble() < loss;
        boolean written = !down && (!lost || random.nextBoolean());
        if (written) {
            published.add(
                    new Published(
                            topic.name(),
                            key,
                            record,
                            Span.current().getSpanContext().getTraceId()));
        }
        int pause = random.nextInt(3);
        return CompletableFuture.supplyAsync(
                () -> {
                    pause(pause);
                    if (down || lost) {
                        throw new CompletionException(
                                new NotAcknowledged("lost", new IllegalStateException()));
                    }
                    return new Position(topic.name(), 0, 0);
                });
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Publisher publisher(Pace pace) {
        return this;
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record) {
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
    public void close() {}
}
