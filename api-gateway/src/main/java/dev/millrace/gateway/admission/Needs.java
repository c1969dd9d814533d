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
        return needs;
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
