package dev.millrace.web.form;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A JSON object whose members are read one by one; what is wrong with them is gathered, and {@link
 * #check} throws it all at once. A member that is null counts as missing.
 */
public final class Form {

    private static final int LARGEST = 256 * 1024;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode body;
    private final String path;
    private final List<ApiException> errors;

    private Form(JsonNode body, String path, List<ApiException> errors) {
        this.body = body;
        this.path = path;
        this.errors = errors;
    }

    /** Reads a request's body of the usual size; what is no JSON object is refused at once. */
    public static Form read(HttpServletRequest http) throws IOException {
        return read(http, LARGEST);
    }

    /**
     * The same of another size.
     *
     * @param largest bytes
     */
    public static Form read(HttpServletRequest http, int largest) throws IOException {
        return new Form(JsonBody.read(http, largest), "", new ArrayList<>());
    }

    /** Of JSON. */
    public static Form of(byte[] json) {
        return new Form(JsonBody.parse(json), "", new ArrayList<>());
    }

    /** Throws when anything was wrong. */
    public void check() {
        if (!errors.isEmpty()) {
            throw ApiException.all(errors);
        }
    }

    /** Members beyond these are wrong: a misspelt one must not be passed over in silence. */
    public Form only(Set<String> names) {
        for (String name : body.propertyNames()) {
            if (!names.contains(name)) {
                wrong(name, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        return this;
    }

    /** Where a member stands, from the body on: {@code limits.concurrency}. */
    public String at(String name) {
        return path + name;
    }

    public void wrong(String name, ErrorCode code, Object... arguments) {
        errors.add(ApiException.at(at(name), code, arguments));
    }

    /** Says what is allowed when it does not hold. */
    public void require(boolean holds, String name, String allowed) {
        if (!holds) {
            wrong(name, ErrorCode.INVALID_VALUE, allowed);
        }
    }

    /** Whether it is there; that it is not is wrong. */
    public boolean required(String name) {
        if (!has(name)) {
            wrong(name, ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        return has(name);
    }

    public boolean has(String name) {
        JsonNode value = body.get(name);
        return value != null && !value.isNull();
    }

    public @Nullable String text(String name, int longest) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = body.get(name);
        if (!value.isString()) {
            wrong(name, ErrorCode.INVALID_TYPE, "string");
            return null;
        }
        String text = value.stringValue();
        if (text.isBlank() || text.length() > longest) {
            wrong(name, ErrorCode.INVALID_VALUE, "1 – " + longest + " characters");
            return null;
        }
        return text;
    }

    public boolean flag(String name, boolean usual) {
        if (!has(name)) {
            return usual;
        }
        if (!body.get(name).isBoolean()) {
            wrong(name, ErrorCode.INVALID_TYPE, "boolean");
            return usual;
        }
        return body.get(name).booleanValue();
    }

    public @Nullable Long whole(String name, long least, long most) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = body.get(name);
        if (!value.isIntegralNumber()) {
            wrong(name, ErrorCode.INVALID_TYPE, "integer");
            return null;
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            wrong(name, ErrorCode.INVALID_VALUE, least + " – " + most);
            return null;
        }
        return value.longValue();
    }

    public @Nullable BigDecimal number(String name, String least, String most) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = body.get(name);
        if (!value.isNumber()) {
            wrong(name, ErrorCode.INVALID_TYPE, "number");
            return null;
        }
        BigDecimal number = value.decimalValue();
        if (number.compareTo(new BigDecimal(least)) < 0
                || number.compareTo(new BigDecimal(most)) > 0) {
            wrong(name, ErrorCode.INVALID_VALUE, least + " – " + most);
            return null;
        }
        return number;
    }

    /** Empty when it is missing. */
    public List<String> texts(String name, int most, int longest) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode value = body.get(name);
        if (!value.isArray()) {
            wrong(name, ErrorCode.INVALID_TYPE, "array");
            return List.of();
        }
        require(value.size() <= most, name, "0 – " + most + " elements");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Math.min(most, value.size()); i++) {
            JsonNode each = value.get(i);
            if (!each.isString()) {
                wrong(name + "[" + i + "]", ErrorCode.INVALID_TYPE, "string");
            } else if (each.stringValue().isBlank() || each.stringValue().length() > longest) {
                wrong(
                        name + "[" + i + "]",
                        ErrorCode.INVALID_VALUE,
                        "1 – " + longest + " characters");
            } else {
                texts.add(each.stringValue());
            }
        }
        return texts;
    }

    /** The objects of a list; none when it is missing. */
    public List<Form> parts(String name, int least, int most) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode value = body.get(name);
        if (!value.isArray()) {
            wrong(name, ErrorCode.INVALID_TYPE, "array");
            return List.of();
        }
        if (value.size() < least || value.size() > most) {
            wrong(name, ErrorCode.INVALID_VALUE, least + " – " + most + " elements");
            return List.of();
        }
        List<Form> parts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String each = name + "[" + i + "]";
            if (value.get(i).isObject()) {
                parts.add(new Form(value.get(i), path + each + ".", errors));
            } else {
                wrong(each, ErrorCode.INVALID_TYPE, "object");
            }
        }
        return parts;
    }

    /** A part with members of its own; empty when it is missing. */
    public Form part(String name) {
        JsonNode value = has(name) ? body.get(name) : NODES.objectNode();
        if (!value.isObject()) {
            wrong(name, ErrorCode.INVALID_TYPE, "object");
            value = NODES.objectNode();
        }
        return new Form(value, path + name + ".", errors);
    }

    /** The object itself. */
    public JsonNode body() {
        return body;
    }
}
