package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of a conversation as {@code input}: what was said, called and given are items of
 * their own, and what was thought stands right before what it led to.
 */
final class InputItems {

    private final ArrayNode items = Json.MAPPER.createArrayNode();
    private final boolean reasons;
    private final Set<String> dropped;

    private InputItems(boolean reasons, Set<String> dropped) {
        this.reasons = reasons;
        this.dropped = dropped;
    }

    /**
     * Translates messages.
     *
     * @param reasons the model takes back what was thought; others refuse it
     * @param dropped takes the names of what is left out
     */
    static ArrayNode of(JsonNode messages, boolean reasons, Set<String> dropped)
            throws ProviderException {
        InputItems input = new InputItems(reasons, dropped);
        for (JsonNode message : messages) {
            input.add(message);
        }
        return input.items;
    }

    private void add(JsonNode message) throws ProviderException {
        String role = Json.text(message, "role");
        JsonNode content = message.path("content");
        switch (role) {
            case "assistant" -> assistant(message);
            case "tool", "function" -> {
                ObjectNode output = items.addObject().put("type", "function_call_output");
                output.put("call_id", callId(message, "tool_call_id"));
                output.set("output", InputParts.given(content));
                return;
            }
            default ->
                    items.addObject()
                            .put("role", role.isEmpty() ? "user" : role)
                            .set("content", InputParts.asked(content));
        }
        if (message.hasNonNull("name")) {
            dropped.add("messages.name");
        }
    }

    private void assistant(JsonNode message) throws ProviderException {
        ReasoningItems thought = ReasoningItems.in(message);
        if (!reasons) {
            thought.forget();
        }
        ArrayNode said = InputParts.said(message);
        if (!said.isEmpty()) {
            said(said, thought.beforeMessage(items));
        }
        for (JsonNode call : message.path("tool_calls")) {
            if (!call.path("function").isObject()) {
                throw ResponsesBody.refusal("messages", "This provider takes functions alone.");
            }
            call(callId(call, "id"), call.path("function"), thought);
        }
        JsonNode old = message.path("function_call");
        if (old.isObject()) {
            call(Json.text(old, "name"), old, thought);
        }
    }

    private void said(ArrayNode said, String id) {
        ObjectNode message = items.addObject();
        if (id.isEmpty() && said.size() == 1 && said.get(0).has("text")) {
            message.put("role", "assistant").set("content", said.get(0).get("text"));
            return;
        }
        message.put("type", "message");
        if (!id.isEmpty()) {
            // An item with an id is one that came from the API: these have annotations.
            message.put("id", id).put("status", "completed");
            said.forEach(InputItems::annotated);
        }
        message.put("role", "assistant").set("content", said);
    }

    private static void annotated(JsonNode part) {
        if (part instanceof ObjectNode text && text.has("text")) {
            text.putArray("annotations");
        }
    }

    private void call(String callId, JsonNode function, ReasoningItems thought) {
        String id = thought.beforeCall(callId, items);
        ObjectNode call = items.addObject().put("type", "function_call");
        if (!id.isEmpty()) {
            call.put("id", id);
        }
        call.put("call_id", callId);
        call.put("name", Json.text(function, "name"));
        call.put("arguments", Json.text(function, "arguments"));
    }

    /** Functions of old have no id but their name. */
    private static String callId(JsonNode node, String member) {
        String id = Json.text(node, member);
        return id.isEmpty() ? Json.text(node, "name") : id;
    }
}
