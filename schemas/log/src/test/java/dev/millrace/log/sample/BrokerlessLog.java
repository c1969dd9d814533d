package dev.millrace.log.sample;

import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.LogContext;
import dev.millrace.log.LogSettings;
import dev.millrace.log.Position;
import dev.millrace.log.consume.RecordReader;
import dev.millrace.log.deadletter.DeadLetters;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.trace.Spans;
import dev.millrace.log.trace.TraceHeaders;
import dev.millrace.log.wire.KnownSchemas;
import dev.millrace.log.wire.UnknownSchemas;
import dev.millrace.log.wire.WireDecoder;
import dev.millrace.log.wire.WireEncoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/** A log's context without a broker: what is published is kept in a list. */
public final class BrokerlessLog implements Publisher {

    private final List<SpecificRecord> published = new ArrayList<>();
    private final LogContext context;
    private final WireEncoder encoder = new WireEncoder();
    private int failures;
    private int limit = Integer.MAX_VALUE;

    public BrokerlessLog() {
        LogSettings settings =
                new LogSettings(
                        "127.0.0.1:1",
                        Service.ROUTER,
                        OptionalInt.empty(),
                        Map.of(),
                        fatal -> {
                            throw new AssertionError(fatal);
                        });
        KnownSchemas known = new KnownSchemas();
        WireDecoder decoder = new WireDecoder(known);
        Clock clock = Clock.systemUTC();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        this.context =
                new LogContext(
                        settings,
                        new KafkaClients(settings),
                        new RecordReader(
                                decoder,
                                new UnknownSchemas(known, done -> done.accept(true), clock),
                                new TraceHeaders(
                                        OpenTelemetry.noop()
                                                .getPropagators()
                                                .getTextMapPropagator())),
                        new DeadLetters(_ -> this, Service.ROUTER, decoder, registry, clock),
                        new Spans(OpenTelemetry.noop()),
                        registry,
                        clock);
    }

    public LogContext context() {
        return context;
    }

    /** So many publications are not acknowledged. */
    public void failNext(int times) {
        failures = times;
    }

    /** Records of more bytes do not fit. */
    public void limit(int bytes) {
        limit = bytes;
    }

    public List<SpecificRecord> published() {
        return published;
    }

    public <R extends SpecificRecord> List<R> published(Class<R> type) {
        return published.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record) {
        if (failures > 0) {
            failures--;
            return CompletableFuture.failedFuture(
                    new NotAcknowledged("away", new RuntimeException()));
        }
        if (encoder.encode(record).length > limit) {
            return CompletableFuture.failedFuture(new TooLarge("a record over the limit"));
        }
        published.add(record);
        return CompletableFuture.completedFuture(new Position(topic.name(), 0, published.size()));
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record) {
        return publish(topic, key, record);
    }

    @Override
    public CompletableFuture<Position> withdraw(Topic<?> topic, String key) {
        throw new UnsupportedOperationException();
    }
}
