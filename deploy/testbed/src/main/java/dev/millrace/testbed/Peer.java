package dev.millrace.testbed;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.Log;
import dev.millrace.log.LogSettings;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Another service on the shared broker, as the log shows it: it writes and reads what that service
 * may. A consumer of it that fails for good ends with an exception in its thread.
 */
public final class Peer implements AutoCloseable {

    private final Log log;
    private final Map<Topic<?>, Tape<?>> tapes = new ConcurrentHashMap<>();

    public Peer(Service service) {
        log =
                KafkaLog.open(
                        new LogSettings(
                                TestCluster.shared().bootstrapServers(),
                                service,
                                OptionalInt.empty(),
                                Map.of(),
                                failure -> {
                                    throw new IllegalStateException(failure);
                                }),
                        OpenTelemetry.noop(),
                        new SimpleMeterRegistry());
    }

    /** For what only a consumer of its own can do. */
    public Log log() {
        return log;
    }

    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V value) {
        return log.publisher(Pace.INTERACTIVE).publish(topic, key, value);
    }

    /** Every record there is, in the order of the log within a partition. */
    public <V extends SpecificRecord> List<Received<V>> all(Topic<V> topic) {
        return tape(topic).records();
    }

    /** Every record of a kind. */
    public <V extends SpecificRecord, R extends V> List<R> all(Topic<V> topic, Class<R> type) {
        return all(topic).stream()
                .map(Received::value)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Every record under a key, in the order of the log. */
    public <V extends SpecificRecord> List<V> of(Topic<V> topic, String key) {
        return all(topic).stream()
                .filter(record -> record.key().equals(key))
                .map(Received::value)
                .toList();
    }

    /** Every record of a kind under a key, in the order of the log. */
    public <V extends SpecificRecord, R extends V> List<R> of(
            Topic<V> topic, String key, Class<R> type) {
        return of(topic, key).stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** A topic's tape holds that topic's records. */
    @SuppressWarnings("unchecked")
    private <V extends SpecificRecord> Tape<V> tape(Topic<V> topic) {
        return (Tape<V>) tapes.computeIfAbsent(topic, _ -> new Tape<>(log.reader(), topic));
    }

    @Override
    public void close() {
        log.close();
    }
}
