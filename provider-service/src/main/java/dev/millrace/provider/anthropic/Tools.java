package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Functions a model may call, and which of them it must. */
final class Tools {

    private Tools() {}

    static void into(ObjectNode in, ObjectNode out, boolean thinks, Set<String> dropped) {
        ArrayNode tools = Json.MAPPER.createArrayNode();
        for (JsonNode tool : in.path("tools")) {
            tools.add(tool(tool));
        }
        if (tools.isEmpty()) {
            return;
        }
        out.set("tools", tools);
        ObjectNode choice = choice(in.path("tool_choice"));
        if (thinks && !Set.of("auto", "none").contains(Json.text(choice, "type"))) {
            // A model that thinks is free to choose.
            choice = type("auto");
            dropped.add("tool_choice");
        }
        if (in.path("parallel_tool_calls").isBoolean()
                && !in.path("parallel_tool_calls").asBoolean()
                && !Json.text(choice, "type").equals("none")) {
            choice.put("disable_parallel_tool_use", true);
        }
        if (in.has("tool_choice") || choice.size() > 1) {
            out.set("tool_choice", choice);
        }
    }

    /** Some tool must be called. */
    static boolean isForced(ObjectNode in) {
        return !in.path("tools").isEmpty()
                && List.of("any", "tool")
                        .contains(Json.text(choice(in.path("tool_choice")), "type"));
    }

    /** A function, or one of Anthropic's own tools as it is. */
    private static JsonNode tool(JsonNode tool) {
        JsonNode function = tool.path("function");
        if (!function.isObject()) {
            return tool;
        }
        ObjectNode own = Json.MAPPER.createObjectNode();
        own.put("name", Json.text(function, "name"));
        if (function.hasNonNull("description")) {
            own.set("description", function.get("description"));
        }
        own.set("input_schema", schema(function.path("parameters")));
        if (function.path("strict").asBoolean(false)) {
            own.put("strict", true);
        }
        if (tool.has("cache_control")) {
            own.set("cache_control", tool.get("cache_control"));
        }
        return own;
    }

    /** It has to say that it is of an object. */
    private static ObjectNode schema(JsonNode parameters) {
        ObjectNode schema =
                parameters instanceof ObjectNode given
                        ? given.deepCopy()
                        : Json.MAPPER.createObjectNode();
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        return schema;
    }

    private static ObjectNode choice(JsonNode choice) {
        if (choice.isObject()) {
            return type("tool").put("name", Json.text(choice.path("function"), "name"));
        }
        return switch (choice.asString("auto")) {
            case "none" -> type("none");
            case "required" -> type("any");
            default -> type("auto");
        };
    }

    private static ObjectNode type(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }
}
