package dev.millrace.log.wire;

import dev.millrace.events.topic.Topic;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records whatever version of their schema wrote them. Thread-safe. Nothing that lies on a
 * topic makes it throw: bytes come from the network.
 */
public final class WireDecoder {

    private final KnownSchemas schemas;
    private final ConcurrentHashMap<Long, Reader> readers = new ConcurrentHashMap<>();

    public WireDecoder(KnownSchemas schemas) {
        this.schemas = schemas;
    }

    /** The record in {@code bytes}, if it is one that may stand on {@code topic}. */
    public <V extends SpecificRecord> Decoded<V> decode(byte @Nullable [] bytes, Topic<V> topic) {
        if (bytes == null
                || bytes.length < WireEncoder.HEADER
                || bytes[0] != (byte) 0xC3
                || bytes[1] != 0x01) {
            return new Decoded.Unreadable<>(
                    new UnreadableRecord("Not in Avro's single-object encoding"));
        }
        long fingerprint = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            fingerprint = fingerprint << 8 | (bytes[2 + i] & 0xFF);
        }
        Reader reader = readers.get(fingerprint);
        if (reader == null) {
            Optional<Schema> writer = schemas.find(fingerprint);
            if (writer.isEmpty()) {
                return new Decoded.UnknownSchema<>(fingerprint);
            }
            reader = readers.computeIfAbsent(fingerprint, _ -> Reader.of(writer.get(), schemas));
        }
        try {
            return cast(reader.read(bytes), topic);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return new Decoded.Unreadable<>(e);
        }
    }

    private static <V extends SpecificRecord> Decoded<V> cast(
            SpecificRecord record, Topic<V> topic) {
        for (Class<? extends V> type : topic.records()) {
            if (type.isInstance(record)) {
                return new Decoded.Ready<>(type.cast(record));
            }
        }
        return new Decoded.Unreadable<>(
                new UnreadableRecord(
                        record.getSchema().getName() + " may not stand on " + topic.name()));
    }

    /** Reads what one schema wrote; {@code datums} is null when this build has no such record. */
    private record Reader(String name, @Nullable SpecificDatumReader<SpecificRecord> datums) {

        static Reader of(Schema writer, KnownSchemas schemas) {
            Class<? extends SpecificRecord> type = schemas.type(writer.getFullName());
            if (type == null) {
                return new Reader(writer.getFullName(), null);
            }
            return new Reader(
                    writer.getFullName(),
                    new SpecificDatumReader<>(
                            writer,
                            SpecificData.get().getSchema(type),
                            SpecificData.getForClass(type)));
        }

        SpecificRecord read(byte[] bytes) throws IOException {
            if (datums == null) {
                throw new UnreadableRecord("This build has no record " + name);
            }
            BoundedDecoder decoder = new BoundedDecoder(bytes, WireEncoder.HEADER);
            SpecificRecord record = datums.read(null, decoder);
            if (!decoder.atEnd()) {
                throw new UnreadableRecord("Bytes follow the record");
            }
            return record;
        }
    }
}
