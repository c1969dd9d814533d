package dev.millrace.router.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/** Keeps what is published, and fails where it is told to. */
final class RecordingPublisher implements Publisher {

    record Published(String topic, String key, SpecificRecord value) {}

    private final List<Published> records = new ArrayList<>();
    private final Map<String, RuntimeException> failures = new HashMap<>();

    void failOn(String topic, RuntimeException failure) {
        failures.put(topic, failure);
    }

    List<Published> records() {
        return records;
    }

    Published only() {
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record) {
        RuntimeException failure = failures.get(topic.name());
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        records.add(new Published(topic.name(), key, record));
        return CompletableFuture.completedFuture(new Position(topic.name(), 0, records.size()));
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record) {
        return publish(topic, key, record);
    }

    @Override
    public CompletableFuture<Position> withdraw(Topic<?> topic, String key) {
        throw new AssertionError("the router withdraws nothing");
    }
}
