package dev.millrace.gateway.admission;

import dev.millrace.events.Operation;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The capabilities a request cannot do without, named as `catalog` names them. */
final class Needs {

    private Needs() {}

    static List<String> of(Operation operation, JsonNode body) {
        if (operation != Operation.CHAT) {
            return List.of();
        }
        List<String> needs = new ArrayList<>();
        if (!body.path("tools").isEmpty()) {
            needs.add("tools");
        }
        switch (body.path("response_format").path("type").asString("")) {
            case "json_schema" -> needs.add("json_schema");
            case "json_object" -> needs.add("json_object");
            default -> {}
        }
        if (hasPart(body, "image_url")) {
            needs.add("vision");
        }
        if (hasPart(body, "input_audio")) {
            needs.add("audio");
        }
        if (mustThink(body)) {
            needs.add("reasoning");
        }
        return needs;
    }

    /**
     * A model that does not think answers too, unless the caller wants all that it asks or nothing.
     */
    private static boolean mustThink(JsonNode body) {
        JsonNode reasoning = body.path("reasoning");
        String effort =
                reasoning.path("effort").asString(body.path("reasoning_effort").asString(""));
        boolean asked =
                effort.isEmpty()
                        ? reasoning.path("budget_tokens").asLong(0) > 0
                        : !effort.equals("none");
        return asked && !body.path("drop_params").asBoolean(true);
    }

    private static boolean hasPart(JsonNode body, String type) {
        for (JsonNode message : body.path("messages")) {
            JsonNode content = message.path("content");
            if (content.isArray()) {
                for (JsonNode part : content) {
                    if (part.path("type").asString("").equals(type)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
