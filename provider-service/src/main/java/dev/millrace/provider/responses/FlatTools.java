package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Functions without the object around them. */
final class FlatTools {

    private FlatTools() {}

    static void into(ObjectNode in, ObjectNode out) throws ProviderException {
        if (in.hasNonNull("functions")) {
            throw ResponsesBody.refusal("functions", "This model takes `tools`.");
        }
        ArrayNode tools = Json.MAPPER.createArrayNode();
        for (JsonNode tool : in.path("tools")) {
            tools.add(tool(tool));
        }
        if (tools.isEmpty()) {
            return;
        }
        out.set("tools", tools);
        if (in.hasNonNull("tool_choice")) {
            out.set("tool_choice", choice(in.path("tool_choice")));
        }
    }

    private static JsonNode tool(JsonNode tool) throws ProviderException {
        if (Json.text(tool, "type").equals("custom")) {
            throw ResponsesBody.refusal("tools", "This provider takes functions alone here.");
        }
        if (!(tool.get("function") instanceof ObjectNode function)) {
            // One of OpenAI's own.
            return tool;
        }
        ObjectNode flat = Json.MAPPER.createObjectNode().put("type", "function");
        flat.setAll(function);
        if (!flat.hasNonNull("parameters")) {
            flat.putObject("parameters").put("type", "object").putObject("properties");
        }
        if (!flat.path("strict").isBoolean()) {
            // Here a function is strict unless it says that it is not.
            flat.put("strict", false);
        }
        if (tool.has("cache_control")) {
            flat.set("cache_control", tool.get("cache_control"));
        }
        return flat;
    }

    private static JsonNode choice(JsonNode choice) {
        if (choice.path("function").isObject()) {
            return named(choice);
        }
        if (!(choice.get("allowed_tools") instanceof ObjectNode allowed)) {
            return choice;
        }
        ObjectNode flat = Json.MAPPER.createObjectNode().put("type", "allowed_tools");
        flat.set("mode", allowed.path("mode"));
        ArrayNode tools = flat.putArray("tools");
        for (JsonNode tool : allowed.path("tools")) {
            tools.add(tool.path("function").isObject() ? named(tool) : tool);
        }
        return flat;
    }

    private static ObjectNode named(JsonNode choice) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "function")
                .put("name", Json.text(choice.path("function"), "name"));
    }
}
