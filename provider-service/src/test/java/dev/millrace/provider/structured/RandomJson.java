package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON values and the ways in which models write them wrongly. */
final class RandomJson {

    private static final String[] TEXTS = {
        "",
        "a",
        "it's",
        "say \"hi\"",
        "back\\slash",
        "line\nbreak",
        "tab\t",
        "漢字",
        "😀",
        "{[,]}",
        "// no comment",
        "# nor this",
        "/* or this */",
        "```json",
        "True",
        "NaN",
        "\u0001",
        "\u2028",
        "<think>"
    };

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    /** An object or a list. */
    JsonNode container() {
        return random.nextBoolean() ? object(0) : array(0);
    }

    ObjectNode object() {
        return object(0);
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 8)) {
            case 0 -> Json.MAPPER.getNodeFactory().numberNode(random.nextLong());
            case 1 -> Json.MAPPER.getNodeFactory().numberNode(random.nextGaussian() * 1e10);
            case 2 -> Json.MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> Json.MAPPER.getNodeFactory().nullNode();
            case 4 -> Json.MAPPER.getNodeFactory().stringNode(text());
            case 5, 6 -> object(depth + 1);
            default -> array(depth + 1);
        };
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)] + TEXTS[random.nextInt(TEXTS.length)];
    }

    private ObjectNode object(int depth) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set(text() + i, value(depth));
        }
        return object;
    }

    private ArrayNode array(int depth) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            array.add(value(depth));
        }
        return array;
    }

    /** The value as valid JSON with space where JSON has room. */
    String written(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(value, out, false);
        return space(false) + out + space(false);
    }

    /** The value as a careless model writes it, alone. */
    String careless(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(value, out, true);
        return out.toString();
    }

    private void write(JsonNode value, StringBuilder out, boolean careless) {
        switch (value) {
            case ObjectNode object -> {
                out.append('{');
                String comma = "";
                for (var member : object.properties()) {
                    out.append(comma).append(space(careless));
                    out.append(quoted(member.getKey(), careless)).append(space(careless));
                    out.append(':').append(space(careless));
                    write(member.getValue(), out, careless);
                    out.append(space(careless));
                    comma = ",";
                }
                out.append(careless && !object.isEmpty() && random.nextBoolean() ? "," : "");
                out.append(space(careless)).append('}');
            }
            case ArrayNode array -> {
                out.append('[');
                String comma = "";
                for (JsonNode element : array) {
                    out.append(comma).append(space(careless));
                    write(element, out, careless);
                    out.append(space(careless));
                    comma = ",";
                }
                out.append(careless && !array.isEmpty() && random.nextBoolean() ? "," : "");
                out.append(space(careless)).append(']');
            }
            default -> out.append(scalar(value, careless));
        }
    }

    private String scalar(JsonNode value, boolean careless) {
        if (value.isString()) {
            return quoted(value.stringValue(), careless);
        }
        if (!careless || random.nextBoolean()) {
            return value.toString();
        }
        return switch (value.toString()) {
            case "true" -> "True";
            case "false" -> "False";
            case "null" -> List.of("None", "NaN", "-Infinity").get(random.nextInt(3));
            default -> value.toString();
        };
    }

    private String quoted(String text, boolean careless) {
        String json = Json.MAPPER.writeValueAsString(text);
        if (!careless || random.nextBoolean()) {
            return json;
        }
        String inner = json.substring(1, json.length() - 1);
        return "'" + inner.replace("\\\"", "\"").replace("'", "\\'").replace("\\n", "\n") + "'";
    }

    private String space(boolean careless) {
        return switch (random.nextInt(careless ? 8 : 5)) {
            case 0 -> " ";
            case 1 -> "\n  ";
            case 2 -> "\r\n\t";
            case 5 -> " // it's \"said\" {\n";
            case 6 -> "/* [ ** */";
            case 7 -> "\n# 'python' }\n";
            default -> "";
        };
    }
}
