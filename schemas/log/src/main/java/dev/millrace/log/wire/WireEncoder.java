package dev.millrace.log.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in Avro's single-object encoding: C3 01, the schema's CRC-64 fingerprint (little
 * endian), the datum. Thread-safe; buffers are reused, so that a record costs one allocation of its
 * own size.
 */
public final class WireEncoder {

    /** Marker and fingerprint. */
    static final int HEADER = 10;

    /** A buffer that grew beyond this is not kept: one large record must not pin memory. */
    private static final int KEPT_CAPACITY = 256 * 1024;

    private static final int SLOTS = 32;

    private final ConcurrentHashMap<Class<?>, Form> forms = new ConcurrentHashMap<>();

    /**
     * Spare scratches, by the caller's thread id. Not thread-locals: callers are mostly virtual
     * threads, which would each make one.
     */
    private final AtomicReferenceArray<@Nullable Scratch> spare = new AtomicReferenceArray<>(SLOTS);

    /** The record's bytes; an {@link IllegalArgumentException} names the type of a bad record. */
    public byte[] encode(SpecificRecord record) {
        Form form = forms.computeIfAbsent(record.getClass(), _ -> Form.of(record));
        int slot = (int) (Thread.currentThread().threadId() % SLOTS);
        Scratch scratch = spare.getAndSet(slot, null);
        if (scratch == null) {
            scratch = new Scratch();
        }
        try {
            return scratch.write(form, record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // Avro's messages quote the datum, which is content: only the type of the fault is
            // told.
            throw new IllegalArgumentException(
                    "A "
                            + record.getSchema().getName()
                            + " cannot be written: "
                            + e.getClass().getName());
        } finally {
            if (scratch.stream.capacity() <= KEPT_CAPACITY) {
                spare.set(slot, scratch);
            }
        }
    }

    private static final class Form {
        private final byte[] header;
        private final DatumWriter<SpecificRecord> writer;

        private Form(byte[] header, DatumWriter<SpecificRecord> writer) {
            this.header = header;
            this.writer = writer;
        }

        static Form of(SpecificRecord record) {
            Schema schema = record.getSchema();
            byte[] header = new byte[HEADER];
            header[0] = (byte) 0xC3;
            header[1] = 0x01;
            long fingerprint = Fingerprint.of(schema);
            for (int i = 0; i < Long.BYTES; i++) {
                header[2 + i] = (byte) (fingerprint >>> (8 * i));
            }
            return new Form(
                    header,
                    new SpecificDatumWriter<>(schema, SpecificData.getForClass(record.getClass())));
        }
    }

    private static final class Scratch {
        private final ScratchStream stream = new ScratchStream();
        private final BinaryEncoder encoder =
                EncoderFactory.get().directBinaryEncoder(stream, null);

        byte[] write(Form form, SpecificRecord record) throws IOException {
            stream.reset();
            stream.write(form.header, 0, HEADER);
            form.writer.write(record, encoder);
            return stream.copy();
        }
    }
}
