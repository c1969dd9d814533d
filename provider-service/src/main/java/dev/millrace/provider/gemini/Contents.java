package dev.millrace.provider.gemini;

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
 * The messages of a conversation in Gemini's form: a system instruction apart, results of functions
 * in the user's name, by the name of the function.
 */
final class Contents {

    /** Documented for calls whose signature is lost, which Gemini 3 would refuse. */
    private static final String UNSIGNED = "skip_thought_signature_validator";

    private final boolean signed;
    private final ArrayNode system = Json.MAPPER.createArrayNode();
    private final ArrayNode contents = Json.MAPPER.createArrayNode();
    private final Map<String, String> functions = new HashMap<>();

    private Contents(boolean signed) {
        this.signed = signed;
    }

    static Contents of(JsonNode messages, String model) throws ProviderException {
        Contents contents = new Contents(model.contains("gemini-3"));
        for (JsonNode message : messages) {
            contents.add(message);
        }
        return contents;
    }

    void into(ObjectNode body) {
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        body.set("contents", contents);
    }

    private void add(JsonNode message) throws ProviderException {
        JsonNode content = message.path("content");
        switch (Json.text(message, "role")) {
            case "system", "developer" -> parts(content, system);
            case "assistant" -> {
                ArrayNode parts = Json.MAPPER.createArrayNode();
                parts(content, parts);
                signed(message, parts);
                calls(message.path("tool_calls"), parts);
                said("model", parts);
            }
            case "tool", "function" -> said("user", response(message, content));
            default -> {
                ArrayNode parts = Json.MAPPER.createArrayNode();
                parts(content, parts);
                said("user", parts);
            }
        }
    }

    /** A signature that stood on a text, which may have been empty, stands on the last one. */
    private static void signed(JsonNode message, ArrayNode parts) {
        String signature = message.at("/extra_content/google/thought_signature").asString("");
        if (signature.isEmpty()) {
            return;
        }
        JsonNode last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        ObjectNode text =
                last instanceof ObjectNode object && object.has("text")
                        ? object
                        : parts.addObject().put("text", "");
        text.put("thoughtSignature", signature);
    }

    /** The signature is on the first call of a step. */
    private void calls(JsonNode calls, ArrayNode parts) {
        boolean first = true;
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            String name = Json.text(function, "name");
            functions.put(Json.text(call, "id"), name);
            ObjectNode part = parts.addObject();
            part.putObject("functionCall")
                    .put("name", name)
                    .set("args", Json.objectOr(Json.text(function, "arguments"), "arguments"));
            String signature = call.at("/extra_content/google/thought_signature").asString("");
            if (!signature.isEmpty()) {
                part.put("thoughtSignature", signature);
            } else if (signed && first) {
                part.put("thoughtSignature", UNSIGNED);
            }
            first = false;
        }
    }

    private ArrayNode response(JsonNode message, JsonNode content) {
        StringBuilder text = new StringBuilder(content.asString(""));
        content.forEach(part -> text.append(Json.text(part, "text")));
        String id = Json.text(message, "tool_call_id");
        String name = functions.getOrDefault(id, Json.text(message, "name"));
        ArrayNode parts = Json.MAPPER.createArrayNode();
        parts.addObject()
                .putObject("functionResponse")
                .put("name", name)
                .set("response", Json.objectOr(text.toString(), "result"));
        return parts;
    }

    private void said(String role, ArrayNode parts) {
        if (parts.isEmpty()) {
            return;
        }
        JsonNode last = contents.isEmpty() ? null : contents.get(contents.size() - 1);
        if (last != null && Json.text(last, "role").equals(role)) {
            ((ArrayNode) last.path("parts")).addAll(parts);
        } else {
            contents.addObject().put("role", role).set("parts", parts);
        }
    }

    private static void parts(JsonNode content, ArrayNode parts) throws ProviderException {
        if (content.isString()) {
            text(content.stringValue(), parts);
            return;
        }
        for (JsonNode part : content) {
            switch (Json.text(part, "type")) {
                case "text", "input_text" -> text(Json.text(part, "text"), parts);
                case "refusal" -> text(Json.text(part, "refusal"), parts);
                case "image_url" -> data(Json.text(part.path("image_url"), "url"), parts);
                case "file" -> {
                    String data = Json.text(part.path("file"), "file_data");
                    if (data.isEmpty()) {
                        throw refusal("This provider takes a file's content, not its id.");
                    }
                    data(data, parts);
                }
                case "input_audio" -> {
                    JsonNode audio = part.path("input_audio");
                    inline("audio/" + Json.text(audio, "format"), Json.text(audio, "data"), parts);
                }
                // A part of Gemini's own.
                default -> parts.add(part);
            }
        }
    }

    private static ProviderException refusal(String detail) {
        return new ProviderException(new ProviderFailure.InvalidRequest("messages", detail));
    }

    private static void text(String text, ArrayNode parts) {
        if (!text.isEmpty()) {
            parts.addObject().put("text", text);
        }
    }

    private static void data(String url, ArrayNode parts) {
        DataUrl.of(url)
                .ifPresentOrElse(
                        data -> inline(data.type(), data.base64(), parts),
                        () -> parts.addObject().putObject("fileData").put("fileUri", url));
    }

    private static void inline(String type, String base64, ArrayNode parts) {
        parts.addObject().putObject("inlineData").put("mimeType", type).put("data", base64);
    }
}
