package dev.millrace.log.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;

/** Records as builds with other versions of their schema would write them. */
public final class OtherVersions {

    private OtherVersions() {}

    /** A version in which a field did not exist yet. */
    public static Schema without(Schema schema, String field) {
        return copy(
                schema, schema.getFields().stream().filter(f -> !f.name().equals(field)).toList());
    }

    /** A version with a text field more. */
    public static Schema with(Schema schema, String field) {
        List<Schema.Field> fields = new ArrayList<>(schema.getFields());
        fields.add(1, new Schema.Field(field, Schema.create(Schema.Type.STRING), null, "new"));
        return copy(schema, fields);
    }

    /** The record in single-object encoding by another version of its schema. */
    public static byte[] write(Schema writer, SpecificRecordBase record) {
        GenericData.Record datum = new GenericData.Record(writer);
        for (Schema.Field field : writer.getFields()) {
            Schema.Field ours = record.getSchema().getField(field.name());
            datum.put(field.name(), ours == null ? "later" : record.get(ours.pos()));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header(writer));
        try {
            new GenericDatumWriter<GenericData.Record>(writer, record.getSpecificData())
                    .write(datum, EncoderFactory.get().directBinaryEncoder(bytes, null));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** Marker and fingerprint. */
    public static byte[] header(Schema schema) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }

    private static Schema copy(Schema schema, List<Schema.Field> fields) {
        return Schema.createRecord(
                schema.getName(),
                null,
                schema.getNamespace(),
                false,
                fields.stream().map(f -> new Schema.Field(f, f.schema())).toList());
    }
}
