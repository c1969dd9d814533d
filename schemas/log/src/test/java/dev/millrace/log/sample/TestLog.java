package dev.millrace.log.sample;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.topic.Service;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** A producer that writes whatever it is given. */
    public static Producer<byte[], byte[]> vandal() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", TestCluster.shared().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
