package dev.millrace.gateway.admission;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One field of a body, and how it is called there ({@code messages[0].role}). Checks pass when the
 * field is absent or null, except {@link #required()}. The name is put together only for an error.
 */
final class Field {

    private final @Nullable Field parent;
    private final String name;
    private final JsonNode value;

    private Field(@Nullable Field parent, String name, JsonNode value) {
        this.parent = parent;
        this.name = name;
        this.value = value;
    }

    static Field body(JsonNode body) {
        return new Field(null, "", body);
    }

    Field at(String child) {
        return new Field(this, child, value.path(child));
    }

    JsonNode value() {
        return value;
    }

    boolean absent() {
        return value.isMissingNode() || value.isNull();
    }

    Field required() {
        if (absent()) {
            throw ApiException.at(path(), ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        return this;
    }

    /** Refuses the field, whatever its value. */
    void unsupported() {
        if (!absent()) {
            throw ApiException.at(path(), ErrorCode.UNSUPPORTED_PARAMETER);
        }
    }

    Field string() {
        return type(value.isString(), "string");
    }

    Field filled() {
        string();
        return rule(absent() || !value.stringValue().isBlank(), "a non-empty string");
    }

    Field bool() {
        return type(value.isBoolean(), "boolean");
    }

    Field object() {
        return type(value.isObject(), "object");
    }

    Field array() {
        return type(value.isArray(), "array");
    }

    Field integer(long min, long max) {
        type(value.isIntegralNumber(), "integer");
        boolean within =
                absent()
                        || (value.canConvertToLong()
                                && value.longValue() >= min
                                && value.longValue() <= max);
        return rule(within, max == Long.MAX_VALUE ? "≥ " + min : min + " – " + max);
    }

    Field number(double min, double max) {
        type(value.isNumber(), "number");
        boolean within = absent() || (value.doubleValue() >= min && value.doubleValue() <= max);
        return rule(within, min + " – " + max);
    }

    Field oneOf(Set<String> allowed) {
        string();
        return rule(
                absent() || allowed.contains(value.stringValue()),
                String.join(", ", allowed.stream().sorted().toList()));
    }

    /** Between {@code min} and {@code max} elements, each of which must pass. */
    Field each(int min, int max, Consumer<Field> check) {
        array();
        if (absent()) {
            return this;
        }
        rule(value.size() >= min && value.size() <= max, min + " – " + max + " elements");
        int index = 0;
        for (JsonNode element : value) {
            check.accept(new Field(this, "[" + index++ + "]", element));
        }
        return this;
    }

    /** Refuses the field's value unless {@code holds}. */
    Field rule(boolean holds, String allowed) {
        if (!holds) {
            throw ApiException.at(path(), ErrorCode.INVALID_VALUE, allowed);
        }
        return this;
    }

    Field type(boolean holds, String wanted) {
        if (!holds && !absent()) {
            throw ApiException.at(path(), ErrorCode.INVALID_TYPE, wanted);
        }
        return this;
    }

    String path() {
        if (parent == null) {
            return name;
        }
        String before = parent.path();
        return before.isEmpty() || name.startsWith("[") ? before + name : before + "." + name;
    }
}
