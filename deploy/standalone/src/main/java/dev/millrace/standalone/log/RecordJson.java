package dev.millrace.standalone.log;

import dev.millrace.events.content.Content;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is shown to a person. Fields that hold content (prompts, answers) show their size
 * only, unless they are asked for; other bytes are keys and never shown.
 */
final class RecordJson {

    private final boolean content;

    RecordJson(boolean content) {
        this.content = content;
    }

    Map<String, Object> of(IndexedRecord record) {
        var fields = new LinkedHashMap<String, Object>();
        for (var field : record.getSchema().getFields()) {
            var shown = show(record.get(field.pos()), isContent(field.schema()));
            if (shown != null) {
                fields.put(field.name(), shown);
            }
        }
        return fields;
    }

    /** The mark stands on the type of bytes, also where that type is optional or one of many. */
    private static boolean isContent(Schema type) {
        return switch (type.getType()) {
            case UNION -> type.getTypes().stream().anyMatch(RecordJson::isContent);
            case ARRAY -> isContent(type.getElementType());
            case MAP -> isContent(type.getValueType());
            default -> Boolean.TRUE.equals(type.getObjectProp("content"));
        };
    }

    private @Nullable Object show(@Nullable Object value, boolean isContent) {
        return switch (value) {
            case null -> null;
            case IndexedRecord record -> of(record);
            case ByteBuffer bytes -> bytes(bytes, isContent);
            case Collection<?> many -> {
                var shown = new ArrayList<@Nullable Object>();
                many.forEach(one -> shown.add(show(one, isContent)));
                yield shown;
            }
            case Map<?, ?> map -> {
                var shown = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, one) -> shown.put(String.valueOf(key), show(one, isContent)));
                yield shown;
            }
            case Optional<?> optional -> show(optional.orElse(null), isContent);
            case Number number -> number;
            case Boolean bool -> bool;
            default -> String.valueOf(value);
        };
    }

    private String bytes(ByteBuffer bytes, boolean isContent) {
        if (isContent && content) {
            return Content.openText(bytes).orElse("[erased]");
        }
        return "[%d bytes]"
                .formatted(isContent ? Math.max(0, bytes.remaining() - 1) : bytes.remaining());
    }
}
