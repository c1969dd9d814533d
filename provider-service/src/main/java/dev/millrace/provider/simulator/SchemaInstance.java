package dev.millrace.provider.simulator;

import dev.millrace.provider.attempt.Json;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The smallest value that a JSON schema allows, always the same for the same schema. Knows what
 * strict structured outputs use (types, enums, required members, references, bounds, common
 * formats); {@code pattern} and {@code not} are beyond it.
 */
final class SchemaInstance {

    private static final int DEEPEST = 32;
    private static final String TEXT = "simulated";

    private final JsonNode root;

    private SchemaInstance(JsonNode root) {
        this.root = root;
    }

    /**
     * @throws IllegalArgumentException when the schema never ends or refers to nothing
     */
    static JsonNode of(JsonNode schema) {
        return new SchemaInstance(schema).instance(schema, 0);
    }

    private JsonNode instance(JsonNode schema, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the schema has no finite instance");
        }
        for (String fixed : new String[] {"const", "default"}) {
            if (schema.has(fixed)) {
                return schema.get(fixed);
            }
        }
        JsonNode choices = schema.path("enum");
        if (!choices.isEmpty()) {
            return choices.get(0);
        }
        if (schema.has("$ref")) {
            return instance(resolve(Json.text(schema, "$ref")), depth + 1);
        }
        for (String combination : new String[] {"anyOf", "oneOf"}) {
            if (!schema.path(combination).isEmpty()) {
                return alternative(schema.path(combination), depth);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> number(schema, true);
            case "number" -> number(schema, false);
            case "boolean" -> Json.MAPPER.getNodeFactory().booleanNode(true);
            case "null" -> Json.MAPPER.getNodeFactory().nullNode();
            default -> Json.MAPPER.getNodeFactory().stringNode(text(schema));
        };
    }

    /** The first that ends: a recursive schema puts its end second as often as first. */
    private JsonNode alternative(JsonNode alternatives, int depth) {
        IllegalArgumentException last = new IllegalArgumentException("no alternative");
        for (JsonNode alternative : alternatives) {
            try {
                return instance(alternative, depth + 1);
            } catch (IllegalArgumentException e) {
                last = e;
            }
        }
        throw last;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type = type.path(0);
        }
        if (type.isString()) {
            return type.stringValue();
        }
        if (schema.has("properties") || schema.has("allOf")) {
            return "object";
        }
        return schema.has("items") ? "array" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        for (JsonNode part : schema.path("allOf")) {
            if (instance(part, depth + 1) instanceof ObjectNode members) {
                object.setAll(members);
            }
        }
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        for (String name : required) {
            object.set(name, instance(schema.path("properties").path(name), depth + 1));
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        int size = Math.min(schema.path("minItems").asInt(0), 1_000);
        for (int i = 0; i < size; i++) {
            JsonNode item = schema.path("prefixItems").path(i);
            array.add(instance(item.isMissingNode() ? schema.path("items") : item, depth + 1));
        }
        return array;
    }

    private static JsonNode number(JsonNode schema, boolean whole) {
        BigDecimal step = decimal(schema, "multipleOf", BigDecimal.ONE).abs();
        BigDecimal value = BigDecimal.ZERO;
        if (schema.path("minimum").isNumber()) {
            value = multiple(schema.get("minimum").decimalValue(), step);
        }
        if (schema.path("exclusiveMinimum").isNumber()) {
            BigDecimal bound = schema.get("exclusiveMinimum").decimalValue();
            BigDecimal above = multiple(bound, step);
            value = value.max(above.compareTo(bound) > 0 ? above : above.add(step));
        }
        if (schema.path("maximum").isNumber()
                && value.compareTo(schema.get("maximum").decimalValue()) > 0) {
            value = schema.get("maximum").decimalValue();
        }
        return whole
                ? Json.MAPPER.getNodeFactory().numberNode(value.toBigInteger())
                : Json.MAPPER.getNodeFactory().numberNode(value);
    }

    /** The smallest multiple of {@code step} not below {@code bound}. */
    private static BigDecimal multiple(BigDecimal bound, BigDecimal step) {
        if (step.signum() == 0) {
            return bound;
        }
        return bound.divide(step, 0, java.math.RoundingMode.CEILING).multiply(step);
    }

    private static BigDecimal decimal(JsonNode schema, String name, BigDecimal otherwise) {
        return schema.path(name).isNumber() ? schema.get(name).decimalValue() : otherwise;
    }

    private static String text(JsonNode schema) {
        String text =
                switch (Json.text(schema, "format")) {
                    case "date" -> "2000-01-01";
                    case "time" -> "00:00:00Z";
                    case "date-time" -> "2000-01-01T00:00:00Z";
                    case "duration" -> "PT0S";
                    case "email" -> "simulator@example.org";
                    case "hostname" -> "example.org";
                    case "ipv4" -> "127.0.0.1";
                    case "ipv6" -> "::1";
                    case "uri" -> "https://example.org/simulated";
                    case "uuid" -> "00000000-0000-4000-8000-000000000000";
                    default -> fitted(schema);
                };
        return text;
    }

    private static String fitted(JsonNode schema) {
        int least = Math.min(schema.path("minLength").asInt(0), 100_000);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        String text = least <= TEXT.length() ? TEXT : TEXT + "-".repeat(least - TEXT.length());
        return text.length() <= most ? text : text.substring(0, Math.max(0, most));
    }

    private JsonNode resolve(String reference) {
        if (!reference.startsWith("#")) {
            throw new IllegalArgumentException("a reference outside the schema");
        }
        JsonNode target = reference.equals("#") ? root : root.at(reference.substring(1));
        if (target.isMissingNode()) {
            throw new IllegalArgumentException("a reference to nothing");
        }
        return target;
    }
}
