package dev.millrace.provider.attempt;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

    /**
     * The object that {@code json} is.
     *
     * @param instead what it is if it is none; told without the parser's message, which quotes
     * @throws ProviderException when it is none
     */
    public static ObjectNode object(byte[] json, String instead) throws ProviderException {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException _) {
            // Told below.
        }
        throw new ProviderException(new ProviderFailure.InvalidAnswer(instead));
    }

    /** The object that a text is, or one that holds it as {@code name}; empty for a blank one. */
    public static ObjectNode objectOr(String text, String name) {
        if (text.isBlank()) {
            return MAPPER.createObjectNode();
        }
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException _) {
            // Below.
        }
        return MAPPER.createObjectNode().put(name, text);
    }

    /** The text of a string member; empty when it is absent or something else. */
    public static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isString() ? value.stringValue() : "";
    }
}
