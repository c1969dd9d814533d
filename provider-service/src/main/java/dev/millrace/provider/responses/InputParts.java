package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The content of messages: text, images, files; what was said before. */
final class InputParts {

    private InputParts() {}

    /** What a user or a system says: a text as it is, parts translated. */
    static JsonNode asked(JsonNode content) throws ProviderException {
        if (!content.isArray()) {
            return content;
        }
        ArrayNode parts = Json.MAPPER.createArrayNode();
        for (JsonNode part : content) {
            JsonNode translated = part(part, Json.text(part, "type"));
            if (part.has("cache_control") && translated instanceof ObjectNode object) {
                object.set("cache_control", part.get("cache_control"));
            }
            parts.add(translated);
        }
        return parts;
    }

    private static JsonNode part(JsonNode part, String type) throws ProviderException {
        return switch (type) {
            case "text" -> type("input_text").put("text", Json.text(part, "text"));
            case "refusal" -> type("input_text").put("text", Json.text(part, "refusal"));
            case "image_url" -> image(part.path("image_url"));
            case "file" -> {
                ObjectNode file = type("input_file");
                if (part.get("file") instanceof ObjectNode given) {
                    file.setAll(given);
                }
                yield file;
            }
            case "input_audio" ->
                    throw ResponsesBody.refusal("messages", "This provider takes no audio here.");
            // A part of Responses' own.
            default -> part;
        };
    }

    private static ObjectNode image(JsonNode image) {
        ObjectNode out = type("input_image").put("image_url", Json.text(image, "url"));
        if (image.hasNonNull("detail")) {
            out.set("detail", image.get("detail"));
        }
        return out;
    }

    /** What a tool gave: a text, unless there is more than text in it. */
    static JsonNode given(JsonNode content) throws ProviderException {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("text").isString()) {
                return asked(content);
            }
            text.append(Json.text(part, "text"));
        }
        return content.isString() ? content : Json.MAPPER.valueToTree(text.toString());
    }

    /** What the model said, its refusal among it; empty when it only called tools. */
    static ArrayNode said(JsonNode message) {
        ArrayNode parts = Json.MAPPER.createArrayNode();
        JsonNode content = message.path("content");
        said("output_text", "text", content.asString(""), parts);
        for (JsonNode part : content) {
            said("output_text", "text", Json.text(part, "text"), parts);
            said("refusal", "refusal", Json.text(part, "refusal"), parts);
        }
        said("refusal", "refusal", Json.text(message, "refusal"), parts);
        return parts;
    }

    private static void said(String type, String member, String text, ArrayNode parts) {
        if (!text.isEmpty()) {
            parts.add(type(type).put(member, text));
        }
    }

    private static ObjectNode type(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }
}
