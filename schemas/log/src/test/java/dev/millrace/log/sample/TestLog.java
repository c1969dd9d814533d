package dev.millrace.log.sample;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Keep;
import dev.millrace.events.topic.Keyed;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Logs on the broker all tests of this JVM share. */
public final class TestLog {

    /** Carries trace context, makes no spans. */
    public static final OpenTelemetry TRACES =
            OpenTelemetry.propagating(
                    ContextPropagators.create(W3CTraceContextPropagator.getInstance()));

    /** What any consumer of any test reported as fatal. */
    public static final CopyOnWriteArrayList<Throwable> FATAL = new CopyOnWriteArrayList<>();

    /** Held by every test that looks at {@link #FATAL}. */
    public static final String FATAL_LOCK = "TestLog.FATAL";

    private TestLog() {}

    public static LogSettings settings(Service service) {
        return settings(service, OptionalInt.empty());
    }

    public static LogSettings settings(Service service, OptionalInt ordinal) {
        return new LogSettings(
                TestCluster.shared().bootstrapServers(), service, ordinal, Map.of(), FATAL::add);
    }

    public static KafkaLog open(Service service) {
        return KafkaLog.open(settings(service), TRACES, new SimpleMeterRegistry());
    }

    /** A topic of requests that nobody else uses; the gateway writes it. */
    public static Topic<RequestAccepted> requests(int partitions) {
        Topic<RequestAccepted> topic =
                new Topic<>(
                        "test-" + UUID.randomUUID() + ".interactive",
                        Set.of(RequestAccepted.class),
                        Keyed.REQUEST,
                        partitions,
                        Keep.HOURS,
                        Set.of(Service.API_GATEWAY),
                        Set.of(Service.ROUTER),
                        Set.of(Service.ROUTER));
        create(topic.name(), partitions);
        return topic;
    }

    public static void create(String topic, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", TestCluster.shared().bootstrapServers()));
    }

    /** A producer that writes whatever it is given. */
    public static Producer<byte[], byte[]> vandal() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", TestCluster.shared().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
