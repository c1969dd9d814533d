package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One choice of an answer, with what the model gave the answering function as its content.
 *
 * @param choice as a client may have it, but for its content
 * @param raw what the model wrote as its answer
 * @param reason why it ended
 */
record Reply(ObjectNode choice, String raw, String reason) {

    /**
     * Reads a choice.
     *
     * @param tool the function that stands for the answer; empty when there is none
     */
    static Reply of(ObjectNode given, String tool) {
        ObjectNode choice = given.deepCopy();
        ObjectNode message =
                choice.get("message") instanceof ObjectNode object
                        ? object
                        : choice.putObject("message");
        StringBuilder raw = new StringBuilder(Json.text(message, "content"));
        boolean answered = false;
        if (message.get("tool_calls") instanceof ArrayNode calls) {
            ArrayNode left = Json.MAPPER.createArrayNode();
            for (JsonNode call : calls) {
                JsonNode function = call.path("function");
                if (!tool.isEmpty() && Json.text(function, "name").equals(tool)) {
                    raw.append(Json.text(function, "arguments"));
                    answered = true;
                } else {
                    left.add(call);
                }
            }
            if (left.isEmpty()) {
                message.remove("tool_calls");
            } else {
                message.set("tool_calls", left);
            }
        }
        String reason = Json.text(choice, "finish_reason");
        if (answered && reason.equals("tool_calls") && !message.has("tool_calls")) {
            reason = "stop";
            choice.put("finish_reason", reason);
        }
        return new Reply(choice, raw.toString(), reason);
    }

    int index() {
        return choice.path("index").asInt(0);
    }

    /** A model that calls a function or refuses owes no JSON. */
    boolean owed() {
        JsonNode message = choice.path("message");
        return !message.has("tool_calls") && Json.text(message, "refusal").isEmpty();
    }

    /** The limit of tokens or a filter ended it: its text counts as far as it goes. */
    boolean stopped() {
        return reason.equals("length") || reason.equals("content_filter");
    }

    /** With this as what the model said. */
    ObjectNode with(String content, String thoughts) {
        ObjectNode message = (ObjectNode) choice.path("message");
        boolean answers = owed() && !stopped();
        if (!content.isEmpty() || !message.has("content") || answers) {
            message.put("content", content);
        }
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", Json.text(message, "reasoning_content") + thoughts);
        }
        return choice;
    }
}
