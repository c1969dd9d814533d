package dev.millrace.provider.gemini;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.StreamPart;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of a stream: each is a whole response with the parts that are new, and the last one
 * says so only by its finish reasons. A signature goes on where Google's own OpenAI endpoint puts
 * it, in {@code extra_content} of what it signs.
 */
final class ContentEvents implements EventReader {

    /** Calls so far, by candidate. */
    private final Map<Integer, Integer> calls = new HashMap<>();

    @Override
    public StreamPart read(byte[] event) throws ProviderException {
        return part(Json.object(event, "an event that is no JSON"));
    }

    /** What a response says, whole or in a stream. */
    StreamPart part(ObjectNode response) throws ProviderException {
        if (response.hasNonNull("error")) {
            throw new ProviderException(GeminiErrors.inside(response.path("error")));
        }
        ArrayNode choices = Json.MAPPER.createArrayNode();
        ProviderFailure failure = blocked(response);
        for (JsonNode candidate : response.path("candidates")) {
            String reason = Json.text(candidate, "finishReason");
            choices.add(choice(candidate, reason));
            if (isBreakdown(reason)) {
                failure = new ProviderFailure.ServerError(502, reason);
            }
        }
        return new StreamPart(
                Json.text(response, "modelVersion"),
                choices,
                GeminiUsage.of(response.path("usageMetadata")),
                "",
                Json.text(response.path("usageMetadata"), "serviceTier"),
                failure,
                false);
    }

    private static @Nullable ProviderFailure blocked(ObjectNode response) {
        String reason = Json.text(response.path("promptFeedback"), "blockReason");
        return reason.isEmpty() || !response.path("candidates").isEmpty()
                ? null
                : new ProviderFailure.ContentFiltered(reason);
    }

    private ObjectNode choice(JsonNode candidate, String reason) {
        int index = candidate.path("index").asInt(0);
        ObjectNode choice = Json.MAPPER.createObjectNode();
        choice.put("index", index);
        ObjectNode delta = choice.putObject("delta");
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (part.path("functionCall").isObject()) {
                call(index, part, delta);
            } else if (part.path("text").isString()) {
                boolean thought = part.path("thought").asBoolean(false);
                String name = thought ? "reasoning_content" : "content";
                String text = Json.text(part, "text");
                if (!text.isEmpty()) {
                    delta.put(name, Json.text(delta, name) + text);
                }
                if (!thought) {
                    sign(delta, part);
                }
            }
            // What Google's own tools did is not part of an answer in OpenAI's shape.
        }
        if (!reason.isEmpty() && !isBreakdown(reason)) {
            choice.put("finish_reason", usual(reason));
        }
        return choice;
    }

    private void call(int index, JsonNode part, ObjectNode delta) {
        JsonNode function = part.path("functionCall");
        String id = Json.text(function, "id");
        ObjectNode call = delta.withArray("tool_calls").addObject();
        int before = calls.getOrDefault(index, 0);
        calls.put(index, before + 1);
        call.put("index", before);
        // Older models give none, and a result has to name its call.
        call.put("id", id.isEmpty() ? "call_" + UUID.randomUUID() : id);
        call.put("type", "function");
        JsonNode args = function.path("args");
        call.putObject("function")
                .put("name", Json.text(function, "name"))
                .put("arguments", args.isObject() ? args.toString() : "{}");
        sign(call, part);
    }

    /** Gemini wants it back where it stood, on an empty text too. */
    private static void sign(ObjectNode signed, JsonNode part) {
        String signature = Json.text(part, "thoughtSignature");
        if (!signature.isEmpty()) {
            signed.putObject("extra_content")
                    .putObject("google")
                    .put("thought_signature", signature);
        }
    }

    private static String usual(String reason) {
        return switch (reason) {
            case "STOP", "FINISH_REASON_UNSPECIFIED" -> "stop";
            case "MAX_TOKENS" -> "length";
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "IMAGE_SAFETY",
                    "LANGUAGE" ->
                    "content_filter";
            default -> reason.toLowerCase(Locale.ROOT);
        };
    }

    /** The model's own machinery failed: such an answer is a torso. */
    private static boolean isBreakdown(String reason) {
        return switch (reason) {
            case "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "OTHER" ->
                    true;
            default -> false;
        };
    }
}
