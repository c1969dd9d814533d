package dev.millrace.provider.anthropic;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON schemas as Anthropic takes them for answers: it refuses bounds. */
final class Schemas {

    private static final Set<String> REFUSED =
            Set.of(
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf",
                    "minLength",
                    "maxLength",
                    "pattern",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "minProperties",
                    "maxProperties");

    /** Their members are names of the schema's author, each with a schema. */
    private static final Set<String> NAMED =
            Set.of("properties", "$defs", "definitions", "patternProperties");

    /** Their values are data. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

    private Schemas() {}

    /** A copy without what is refused. */
    static JsonNode accepted(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode schema) {
        switch (schema) {
            case ObjectNode object -> {
                object.remove(REFUSED);
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    if (NAMED.contains(member.getKey())) {
                        member.getValue().forEach(Schemas::strip);
                    } else if (!DATA.contains(member.getKey())) {
                        strip(member.getValue());
                    }
                }
            }
            case ArrayNode array -> array.forEach(Schemas::strip);
            default -> {
                // A leaf.
            }
        }
    }
}
