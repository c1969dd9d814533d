package dev.millrace.testbed;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.Log;
import dev.millrace.log.LogSettings;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/** Another service, as the log shows it: it writes and reads what that service may. */
public final class Peer implements AutoCloseable {

    private final Log log;

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

    public <V extends SpecificRecord> CompletableFuture<?> publish(
            Topic<? super V> topic, String key, V value) {
        return log.publisher(Pace.INTERACTIVE).publish(topic, key, value);
    }

    /** Every record there is. */
    public <V extends SpecificRecord> List<Received<V>> all(Topic<V> topic) {
        List<Received<V>> found = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            log.reader()
                    .scan(
                            topic,
                            partition,
                            0,
                            record -> {
                                found.add(record);
                                return false;
                            });
        }
        return found;
    }

    /** Every record under a key, in the order of the log. */
    public <V extends SpecificRecord> List<V> of(Topic<V> topic, String key) {
        return all(topic).stream()
                .filter(record -> record.key().equals(key))
                .map(Received::value)
                .toList();
    }

    @Override
    public void close() {
        log.close();
    }
}
