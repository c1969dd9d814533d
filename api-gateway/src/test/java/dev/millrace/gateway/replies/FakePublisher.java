package dev.millrace.gateway.replies;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;

/** Writes everything down; requests are acknowledged when the test says so. */
final class FakePublisher implements Publisher {

    private final List<SpecificRecord> records = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Position> request = new CompletableFuture<>();

    void acknowledge() {
        request.complete(new Position("requests", 0, 0));
    }

    void refuse(RuntimeException failure) {
        request.completeExceptionally(failure);
    }

    <V extends SpecificRecord> List<V> published(Class<V> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record) {
        records.add(record);
        return record instanceof RequestAccepted
                ? request
                : CompletableFuture.completedFuture(new Position(topic.name(), 0, 0));
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record) {
        return publish(topic, key, record);
    }

    @Override
    public CompletableFuture<Position> withdraw(Topic<?> topic, String key) {
        return CompletableFuture.completedFuture(new Position(topic.name(), 0, 0));
    }
}
