package dev.millrace.gateway.query;

import dev.millrace.events.Operation;
import dev.millrace.gateway.admission.JsonBody;
import dev.millrace.gateway.admission.Models;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The native form of a question: a chat body whose model may be left to the router, with `prompt`
 * as a short way to say one message, or an embedding body when it has `input`.
 *
 * @param operation what is asked
 * @param body as OpenAI would write it
 * @param timeout how long it may take
 */
record QueryBody(Operation operation, JsonBody body, Duration timeout) {

    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(7);

    static QueryBody of(JsonBody sent, boolean stream) {
        ObjectNode tree = ((ObjectNode) sent.tree()).deepCopy();
        Duration timeout = timeout(tree.remove("timeout"));
        if (tree.path("model").isMissingNode() || tree.path("model").isNull()) {
            tree.put("model", Models.AUTO);
        }
        Operation operation = tree.has("input") ? Operation.EMBEDDINGS : Operation.CHAT;
        if (tree.has("prompt")) {
            prompt(tree);
        }
        if (operation == Operation.CHAT && stream) {
            tree.put("stream", true);
            tree.remove("stream_options");
        } else {
            tree.remove("stream");
            tree.remove("stream_options");
        }
        return new QueryBody(operation, JsonBody.of(tree), timeout);
    }

    private static void prompt(ObjectNode tree) {
        JsonNode prompt = tree.remove("prompt");
        if (!prompt.isString()) {
            throw ApiException.at("prompt", ErrorCode.INVALID_TYPE, "string");
        }
        if (tree.has("messages")) {
            throw ApiException.at("prompt", ErrorCode.UNSUPPORTED_PARAMETER);
        }
        tree.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", prompt.stringValue());
    }

    private static Duration timeout(@org.jspecify.annotations.Nullable JsonNode seconds) {
        if (seconds == null || seconds.isNull()) {
            return USUAL;
        }
        if (!seconds.isNumber()) {
            throw ApiException.at("timeout", ErrorCode.INVALID_TYPE, "number");
        }
        if (!(seconds.doubleValue() >= 0.001 && seconds.doubleValue() <= LONGEST.toSeconds())) {
            throw ApiException.at(
                    "timeout", ErrorCode.INVALID_VALUE, "0.001 – " + LONGEST.toSeconds());
        }
        return Duration.ofMillis((long) (seconds.doubleValue() * 1000));
    }
}
