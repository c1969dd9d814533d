package dev.millrace.provider.ollama;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.DataUrl;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of a conversation in Ollama's form: text in one piece, images beside it, arguments
 * of calls as objects, results by the name of the tool.
 */
final class OllamaMessages {

    private final ArrayNode messages = Json.MAPPER.createArrayNode();
    private final Map<String, String> tools = new HashMap<>();
    private int images;

    private OllamaMessages() {}

    static OllamaMessages of(JsonNode given) throws ProviderException {
        OllamaMessages messages = new OllamaMessages();
        for (JsonNode message : given) {
            messages.add(message);
        }
        return messages;
    }

    ArrayNode json() {
        return messages;
    }

    int images() {
        return images;
    }

    private void add(JsonNode given) throws ProviderException {
        ObjectNode message = messages.addObject();
        String role = Json.text(given, "role");
        message.put(
                "role",
                switch (role) {
                    case "developer" -> "system";
                    case "function" -> "tool";
                    default -> role;
                });
        content(given.path("content"), message);
        switch (role) {
            case "assistant" -> {
                String thinking = Json.text(given, "reasoning_content");
                if (!thinking.isEmpty()) {
                    message.put("thinking", thinking);
                }
                given.path("tool_calls").forEach(call -> call(call, message));
            }
            case "tool", "function" -> {
                String id = Json.text(given, "tool_call_id");
                message.put("tool_name", tools.getOrDefault(id, Json.text(given, "name")));
                if (!id.isEmpty()) {
                    message.put("tool_call_id", id);
                }
            }
            default -> {
                // Content is all there is.
            }
        }
    }

    private void call(JsonNode given, ObjectNode message) {
        JsonNode function = given.path("function");
        String id = Json.text(given, "id");
        String name = Json.text(function, "name");
        tools.put(id, name);
        ObjectNode call = message.withArray("tool_calls").addObject();
        if (!id.isEmpty()) {
            call.put("id", id);
        }
        call.putObject("function")
                .put("name", name)
                .set("arguments", Json.objectOr(Json.text(function, "arguments"), "arguments"));
    }

    private void content(JsonNode content, ObjectNode message) throws ProviderException {
        if (!content.isArray()) {
            message.put("content", content.asString(""));
            return;
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            switch (Json.text(part, "type")) {
                case "text", "input_text" -> paragraph(Json.text(part, "text"), text);
                case "refusal" -> paragraph(Json.text(part, "refusal"), text);
                case "image_url" -> image(Json.text(part.path("image_url"), "url"), message);
                default -> throw refusal("This provider takes text and images.");
            }
        }
        message.put("content", text.toString());
    }

    private static void paragraph(String part, StringBuilder text) {
        if (!text.isEmpty() && !part.isEmpty()) {
            text.append('\n');
        }
        text.append(part);
    }

    private void image(String url, ObjectNode message) throws ProviderException {
        DataUrl data =
                DataUrl.of(url)
                        .orElseThrow(
                                () ->
                                        refusal(
                                                "This provider takes an image's data, not its"
                                                        + " address."));
        message.withArray("images").add(data.base64());
        images++;
    }

    private static ProviderException refusal(String detail) {
        return new ProviderException(new ProviderFailure.InvalidRequest("messages", detail));
    }
}
