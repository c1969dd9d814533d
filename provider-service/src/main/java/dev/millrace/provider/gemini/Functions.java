package dev.millrace.provider.gemini;

import dev.millrace.provider.attempt.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Functions a model may call, and which of them it must. */
final class Functions {

    private Functions() {}

    static void into(ObjectNode in, ObjectNode out) {
        ArrayNode tools = Json.MAPPER.createArrayNode();
        ArrayNode declarations = Json.MAPPER.createArrayNode();
        for (JsonNode tool : in.path("tools")) {
            JsonNode function = tool.path("function");
            if (function.isObject()) {
                declarations.add(declaration(function));
            } else {
                // One of Google's own.
                tools.add(tool);
            }
        }
        if (!declarations.isEmpty()) {
            tools.addObject().set("functionDeclarations", declarations);
        }
        if (tools.isEmpty()) {
            return;
        }
        out.set("tools", tools);
        JsonNode choice = in.path("tool_choice");
        if (!choice.isMissingNode() && !choice.isNull()) {
            out.putObject("toolConfig").set("functionCallingConfig", config(choice));
        }
    }

    private static ObjectNode declaration(JsonNode function) {
        ObjectNode declaration = Json.MAPPER.createObjectNode();
        declaration.put("name", Json.text(function, "name"));
        declaration.put("description", Json.text(function, "description"));
        JsonNode parameters = function.path("parameters");
        // An object without members is refused: a function that takes nothing has none.
        if (!parameters.path("properties").isEmpty()) {
            declaration.set("parametersJsonSchema", parameters);
        }
        return declaration;
    }

    private static ObjectNode config(JsonNode choice) {
        ObjectNode config = Json.MAPPER.createObjectNode();
        if (choice.isObject()) {
            config.put("mode", "ANY");
            config.putArray("allowedFunctionNames").add(Json.text(choice.path("function"), "name"));
            return config;
        }
        return config.put(
                "mode",
                switch (choice.asString("auto")) {
                    case "none" -> "NONE";
                    case "required" -> "ANY";
                    default -> "AUTO";
                });
    }
}
