package dev.millrace.provider.attempt;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The mapper of this service: plain trees, nothing bound to classes. */
public final class Json {

    /** Thread-safe and without state that changes. */
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** A JSON string literal. */
    public static byte[] string(String text) {
        return MAPPER.writeValueAsBytes(text);
    }

    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** The text of a string member; empty when it is absent or something else. */
    public static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isString() ? value.stringValue() : "";
    }
}
