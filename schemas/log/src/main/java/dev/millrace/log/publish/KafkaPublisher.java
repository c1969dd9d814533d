package dev.millrace.log.publish;

import dev.millrace.events.topic.Keep;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.Position;
import dev.millrace.log.trace.Spans;
import dev.millrace.log.trace.TraceHeaders;
import dev.millrace.log.wire.WireEncoder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** The {@link Publisher} of one pace. */
public final class KafkaPublisher implements Publisher, AutoCloseable {

    /** Room for headers and for the batch around a record. */
    private static final int OVERHEAD = 64 * 1024;

    private final SharedProducer producer;
    private final Service service;
    private final WireEncoder encoder;
    private final TraceHeaders headers;
    private final Spans spans;
    private final PublishMeters meters;

    public KafkaPublisher(
            SharedProducer producer,
            Service service,
            WireEncoder encoder,
            TraceHeaders headers,
            Spans spans,
            PublishMeters meters) {
        this.producer = producer;
        this.service = service;
        this.encoder = encoder;
        this.headers = headers;
        this.spans = spans;
        this.meters = meters;
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record) {
        return publish(topic, null, key, record);
    }

    @Override
    public <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record) {
        return publish(topic, Integer.valueOf(partition), key, record);
    }

    @Override
    public CompletableFuture<Position> withdraw(Topic<?> topic, String key) {
        requireWriter(topic);
        if (topic.keep() != Keep.COMPACTED) {
            throw new IllegalArgumentException(topic.name() + " is not compacted");
        }
        return send(topic, null, key, null);
    }

    private CompletableFuture<Position> publish(
            Topic<?> topic, @Nullable Integer partition, String key, SpecificRecord record) {
        requireWriter(topic);
        if (!topic.records().contains(record.getClass())) {
            throw new IllegalArgumentException(
                    record.getSchema().getName() + " may not stand on " + topic.name());
        }
        byte[] value = encoder.encode(record);
        if (value.length + key.length() > KafkaClients.RECORD_LIMIT - OVERHEAD) {
            return CompletableFuture.failedFuture(
                    new TooLarge(
                            "A record of %d bytes does not fit on %s"
                                    .formatted(value.length, topic.name())));
        }
        return send(topic, partition, key, value);
    }

    private CompletableFuture<Position> send(
            Topic<?> topic, @Nullable Integer partition, String key, byte @Nullable [] value) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(
                        topic.name(), partition, key.getBytes(StandardCharsets.UTF_8), value);
        Span span = spans.sending(topic.name());
        headers.inject(Context.current().with(span), message.headers());
        CompletableFuture<Position> acknowledged = new CompletableFuture<>();
        try {
            var _ =
                    producer.get()
                            .send(
                                    message,
                                    (where, failure) -> {
                                        if (failure != null) {
                                            fail(acknowledged, topic, span, failure);
                                            return;
                                        }
                                        span.end();
                                        meters.published(topic.name());
                                        acknowledged.complete(
                                                new Position(
                                                        topic.name(),
                                                        where.partition(),
                                                        where.offset()));
                                    });
        } catch (RuntimeException e) {
            // A closed or interrupted producer; whatever it told, the record is not acknowledged.
            fail(acknowledged, topic, span, e);
        }
        return acknowledged;
    }

    private void fail(
            CompletableFuture<Position> acknowledged, Topic<?> topic, Span span, Exception cause) {
        span.setStatus(StatusCode.ERROR, cause.getClass().getSimpleName());
        span.end();
        meters.failed(topic.name());
        acknowledged.completeExceptionally(
                cause instanceof RecordTooLargeException
                        ? new TooLarge("A record does not fit on " + topic.name())
                        : new NotAcknowledged(
                                topic.name() + " did not acknowledge a record", cause));
    }

    private void requireWriter(Topic<?> topic) {
        if (!topic.writers().contains(service)) {
            throw new IllegalArgumentException(service.id() + " may not write " + topic.name());
        }
    }

    /**
     * Fetches what the producer must know of a topic before it can send, so that no caller waits
     * for it.
     */
    public void warm(Topic<?> topic) {
        producer.get().partitionsFor(topic.name());
    }

    @Override
    public void close() {
        producer.close();
    }
}
