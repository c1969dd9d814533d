package dev.millrace.proof.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records as builds with other versions of the schemas would write them. */
final class OtherVersion {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Every record of the road holds one; its last field was the first to come later. */
    private static final String CHANGED = "RequestHead";

    private OtherVersion() {}

    /** A version in which the head's tags did not exist yet. */
    static Schema older(Schema schema) {
        return changed(schema, fields -> fields.remove(fields.size() - 1));
    }

    /** A version whose head has a text more. */
    static Schema newer(Schema schema, String field) {
        return changed(
                schema,
                fields ->
                        fields.addObject()
                                .put("name", field)
                                .put("type", "string")
                                .put("default", ""));
    }

    private static Schema changed(Schema schema, Consumer<ArrayNode> change) {
        JsonNode tree = JSON.readTree(schema.toString());
        ObjectNode head = Objects.requireNonNull(find(tree), "no " + CHANGED);
        change.accept((ArrayNode) head.get("fields"));
        return new Schema.Parser().parse(tree.toString());
    }

    private static @Nullable ObjectNode find(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("name").asString("").equals(CHANGED)
                && object.has("fields")) {
            return object;
        }
        for (JsonNode child : node) {
            ObjectNode found = find(child);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** How a schema is called on `wire-schemas`. */
    static String fingerprint(Schema schema) {
        return "%016x".formatted(SchemaNormalization.parsingFingerprint64(schema));
    }

    /** The record in another version and as another request's, in single-object encoding. */
    static byte[] write(GenericRecord model, Schema version, String requestId, String lane) {
        try {
            GenericRecord record =
                    new GenericDatumReader<GenericRecord>(model.getSchema(), version)
                            .read(
                                    null,
                                    DecoderFactory.get()
                                            .binaryDecoder(datum(model, model.getSchema()), null));
            rename(record, requestId, lane);
            byte[] datum = datum(record, version);
            return ByteBuffer.allocate(10 + datum.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0xC3)
                    .put((byte) 0x01)
                    .putLong(SchemaNormalization.parsingFingerprint64(version))
                    .put(datum)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] datum(GenericRecord record, Schema schema) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static void rename(GenericRecord record, String requestId, String lane) {
        for (Schema.Field field : record.getSchema().getFields()) {
            switch (record.get(field.pos())) {
                case GenericRecord inner -> rename(inner, requestId, lane);
                case null -> {}
                default -> {
                    if (field.name().equals("requestId")) {
                        record.put(field.pos(), requestId);
                    } else if (field.name().equals("lane")) {
                        record.put(field.pos(), new GenericData.EnumSymbol(field.schema(), lane));
                    }
                }
            }
        }
    }
}
