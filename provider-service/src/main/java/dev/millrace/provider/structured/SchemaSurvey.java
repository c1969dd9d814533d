package dev.millrace.provider.structured;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks a schema over before it is used: the validator would write a pattern that it cannot read
 * into the log, and go as deep as the schema is.
 */
final class SchemaSurvey {

    /** Objects and lists within each other: five levels of a value take ten to fifteen. */
    static final int DEEPEST = 100;

    /** Their members are names of the schema's author, each with a schema. */
    private static final Set<String> NAMED =
            Set.of("properties", "$defs", "definitions", "patternProperties", "dependentSchemas");

    /** Their values are data. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    private final Set<String> names = new HashSet<>();

    private SchemaSurvey() {}

    /**
     * The names of the properties that a schema speaks of.
     *
     * @throws UnusableSchema when it is too deep, refers to something outside of itself or holds a
     *     pattern that is none
     */
    static Set<String> names(JsonNode schema) throws UnusableSchema {
        SchemaSurvey survey = new SchemaSurvey();
        survey.look(schema, 0);
        return Set.copyOf(survey.names);
    }

    private void look(JsonNode schema, int depth) throws UnusableSchema {
        if (depth > DEEPEST) {
            throw new UnusableSchema("The schema is nested too deeply.");
        }
        switch (schema) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    member(member.getKey(), member.getValue(), depth + 1);
                }
            }
            case ArrayNode array -> {
                for (JsonNode part : array) {
                    look(part, depth + 1);
                }
            }
            default -> {
                // A leaf.
            }
        }
    }

    private void member(String keyword, JsonNode value, int depth) throws UnusableSchema {
        if (NAMED.contains(keyword)) {
            named(keyword, value, depth);
        } else if (REFERENCES.contains(keyword) && value.isString()) {
            if (!value.stringValue().startsWith("#")) {
                throw new UnusableSchema("The schema refers to something outside of itself.");
            }
        } else if (keyword.equals("pattern") && value.isString()) {
            pattern(value.stringValue());
        } else if (!DATA.contains(keyword)) {
            look(value, depth);
        }
    }

    private void named(String keyword, JsonNode value, int depth) throws UnusableSchema {
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (keyword.equals("properties")) {
                names.add(member.getKey());
            } else if (keyword.equals("patternProperties")) {
                pattern(member.getKey());
            }
            look(member.getValue(), depth + 1);
        }
    }

    private static void pattern(String regex) throws UnusableSchema {
        if (!BoundedPatterns.isPattern(regex)) {
            throw new UnusableSchema("A pattern of the schema is no regular expression.");
        }
    }
}
