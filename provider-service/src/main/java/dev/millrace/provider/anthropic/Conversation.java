package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of a conversation in Anthropic's form: no system role, no two messages of one role
 * in a row, results of tools in the user's name, thinking before the calls it led to.
 */
final class Conversation {

    private final ArrayNode system = Json.MAPPER.createArrayNode();
    private final ArrayNode messages = Json.MAPPER.createArrayNode();

    private final boolean thoughts;

    private Conversation(boolean thoughts) {
        this.thoughts = thoughts;
    }

    static Conversation of(JsonNode messages, ClaudeModel model) throws ProviderException {
        Conversation conversation = new Conversation(model.thinking() != ClaudeModel.Thinking.NONE);
        for (JsonNode message : messages) {
            conversation.add(message);
        }
        conversation.trimEnd();
        return conversation;
    }

    void into(ObjectNode body) {
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", messages);
    }

    private void add(JsonNode message) throws ProviderException {
        JsonNode content = message.path("content");
        switch (Json.text(message, "role")) {
            case "system", "developer" -> Blocks.add(content, system);
            case "assistant" -> assistant(message, content);
            case "tool", "function" -> toolResult(message, content);
            default -> said("user", Blocks.of(content));
        }
    }

    private void assistant(JsonNode message, JsonNode content) throws ProviderException {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        if (thoughts) {
            thoughts(message.path("thinking_blocks"), blocks);
        }
        Blocks.add(content, blocks);
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            ObjectNode use = blocks.addObject();
            use.put("type", "tool_use");
            use.put("id", Json.text(call, "id"));
            use.put("name", Json.text(function, "name"));
            // What a model wrote as arguments need not be an object.
            use.set("input", Json.objectOr(Json.text(function, "arguments"), "arguments"));
        }
        said("assistant", blocks);
    }

    /** As they came, also those without a text; but not those that nobody here has signed. */
    private static void thoughts(JsonNode given, ArrayNode blocks) {
        for (JsonNode block : given) {
            boolean own =
                    switch (Json.text(block, "type")) {
                        case "thinking" -> !Json.text(block, "signature").isEmpty();
                        case "redacted_thinking" -> true;
                        default -> false;
                    };
            if (own && block instanceof ObjectNode object) {
                ObjectNode copy = object.deepCopy();
                // Thoughts are no place to begin a cache at.
                copy.remove("cache_control");
                blocks.add(copy);
            }
        }
    }

    private void toolResult(JsonNode message, JsonNode content) throws ProviderException {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        ObjectNode result = blocks.addObject();
        result.put("type", "tool_result");
        result.put("tool_use_id", Json.text(message, "tool_call_id"));
        ArrayNode said = Blocks.of(content);
        if (!said.isEmpty()) {
            result.set("content", said);
        }
        if (message.has("cache_control")) {
            result.set("cache_control", message.get("cache_control"));
        }
        said("user", blocks);
    }

    /** Goes on with the last message where it is of the same role. */
    private void said(String role, ArrayNode blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        JsonNode last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last != null && Json.text(last, "role").equals(role)) {
            ((ArrayNode) last.path("content")).addAll(blocks);
        } else {
            messages.addObject().put("role", role).set("content", blocks);
        }
    }

    /** An answer that is to be gone on with must not end in white space. */
    private void trimEnd() {
        JsonNode last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last == null || !Json.text(last, "role").equals("assistant")) {
            return;
        }
        JsonNode content = last.path("content");
        if (content.get(content.size() - 1) instanceof ObjectNode block && block.has("text")) {
            block.put("text", Json.text(block, "text").stripTrailing());
        }
    }
}
