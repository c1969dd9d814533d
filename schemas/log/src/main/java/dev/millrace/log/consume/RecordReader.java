package dev.millrace.log.consume;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.log.trace.TraceHeaders;
import dev.millrace.log.wire.Decoded;
import dev.millrace.log.wire.UnknownSchemas;
import dev.millrace.log.wire.UnreadableRecord;
import dev.millrace.log.wire.WireDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads polled records. Thread-safe and never blocks: asking again for a record whose schema is
 * missing is cheap, and is what has the schemas loaded.
 */
public final class RecordReader {

    private final WireDecoder decoder;
    private final UnknownSchemas unknown;
    private final TraceHeaders traces;

    public RecordReader(WireDecoder decoder, UnknownSchemas unknown, TraceHeaders traces) {
        this.decoder = decoder;
        this.unknown = unknown;
        this.traces = traces;
    }

    public <V extends SpecificRecord> Reading<V> read(
            ConsumerRecord<byte[], byte[]> record, Topic<V> topic) {
        return switch (decoder.decode(record.value(), topic)) {
            case Decoded.Ready<V>(V value) -> new Reading.Ready<>(received(record, value));
            case Decoded.Unreadable<V>(Throwable cause) -> new Reading.Unreadable<>(cause);
            case Decoded.UnknownSchema<V>(long fingerprint) ->
                    switch (unknown.ask(fingerprint)) {
                        case KNOWN, WAIT -> new Reading.SchemaMissing<>(fingerprint);
                        case GIVE_UP ->
                                new Reading.Unreadable<>(
                                        new UnreadableRecord(
                                                "No schema came for fingerprint "
                                                        + Long.toHexString(fingerprint)));
                    };
        };
    }

    private <V> Received<V> received(ConsumerRecord<byte[], byte[]> record, V value) {
        return new Received<>(
                key(record),
                value,
                new Position(record.topic(), record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                traces.extract(record.headers()));
    }

    /** The record's key as text; empty when it has none. */
    public static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
