package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One choice of a stream on its way to the client. Its text, or what the model gives the function
 * that stands for it, goes through {@link JsonText}; all else passes. How it ended is held back
 * until it is known whether it is an answer.
 */
final class ChoiceStream {

    private final int index;
    private final String tool;
    private final JsonText json;
    private final Map<Integer, Integer> others = new HashMap<>();
    private int answering = -1;
    private @Nullable String role;

    /**
     * @param tool the function that stands for the answer; empty when there is none
     */
    ChoiceStream(int index, String tool, Root root) {
        this.index = index;
        this.tool = tool;
        this.json = new JsonText(root, true);
    }

    JsonText json() {
        return json;
    }

    /** What of a chunk's choice goes on now; null when nothing does. */
    @Nullable ObjectNode accept(ObjectNode choice) {
        ObjectNode delta =
                choice.get("delta") instanceof ObjectNode given
                        ? given.deepCopy()
                        : Json.MAPPER.createObjectNode();
        String named = Json.text(delta, "role");
        role = named.isEmpty() ? role : named;
        delta.remove("role");
        String text = Json.text(delta, "content") + calls(delta);
        delta.remove("content");
        JsonText.Part part = json.accept(text);
        put(delta, part);
        if (delta.isEmpty()) {
            return null;
        }
        ObjectNode out = begun(delta);
        if (choice.hasNonNull("logprobs") && part.json().equals(text)) {
            out.set("logprobs", choice.get("logprobs"));
        }
        return out.putNull("finish_reason");
    }

    /** Takes the fragments of the answering function out of the delta and gives its arguments. */
    private String calls(ObjectNode delta) {
        if (!(delta.get("tool_calls") instanceof ArrayNode fragments)) {
            return "";
        }
        StringBuilder arguments = new StringBuilder();
        ArrayNode left = Json.MAPPER.createArrayNode();
        for (JsonNode fragment : fragments) {
            int at = fragment.path("index").asInt(0);
            JsonNode function = fragment.path("function");
            if (!tool.isEmpty() && Json.text(function, "name").equals(tool)) {
                answering = at;
            }
            if (at == answering) {
                arguments.append(Json.text(function, "arguments"));
            } else if (fragment instanceof ObjectNode other) {
                other.put("index", others.computeIfAbsent(at, _ -> others.size()));
                left.add(other);
            }
        }
        delta.remove("tool_calls");
        if (!left.isEmpty()) {
            delta.set("tool_calls", left);
        }
        return arguments.toString();
    }

    /** The last chunk's choice: what was held back, and how it ended. */
    ObjectNode finish(JsonText.Part rest, @Nullable String reason) {
        ObjectNode delta = Json.MAPPER.createObjectNode();
        put(delta, rest);
        return begun(delta).put("finish_reason", reason);
    }

    private static void put(ObjectNode delta, JsonText.Part part) {
        if (!part.thinking().isEmpty()) {
            delta.put("reasoning_content", Json.text(delta, "reasoning_content") + part.thinking());
        }
        if (!part.json().isEmpty()) {
            delta.put("content", part.json());
        }
    }

    private ObjectNode begun(ObjectNode delta) {
        ObjectNode out = Json.MAPPER.createObjectNode().put("index", index);
        String first = role;
        if (first == null) {
            return out.set("delta", delta);
        }
        role = null;
        ObjectNode whole = Json.MAPPER.createObjectNode().put("role", first);
        whole.setAll(delta);
        return out.set("delta", whole);
    }
}
