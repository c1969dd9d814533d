package dev.millrace.postprocess.job;

import dev.millrace.events.Operation;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What must be known of a request's body to route it.
 *
 * @param model the model as asked for
 * @param needs capabilities, by the names offers use: the same an interactive request is said to
 *     need
 * @param tags the caller's metadata
 * @param retrieval what the answer is to be grounded in; null when it is not
 */
record Asked(
        String model,
        List<String> needs,
        Map<String, String> tags,
        @Nullable RetrievalRequest retrieval) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Asked of(byte[] request, Operation operation) {
        JsonNode tree;
        try {
            tree = JSON.readTree(request);
        } catch (JacksonException notJson) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        String model = tree.path("model").asString("");
        if (model.isEmpty()) {
            throw ApiException.at("model", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        return new Asked(
                model,
                operation == Operation.CHAT ? needs(tree) : List.of(),
                tags(tree.path("metadata")),
                operation == Operation.CHAT ? retrieval(tree.path("retrieval")) : null);
    }

    /** As the gateway reads it of an interactive request; it has checked this one too. */
    private static @Nullable RetrievalRequest retrieval(JsonNode asked) {
        if (!asked.isObject()) {
            return null;
        }
        JsonNode top = asked.path("top_k");
        JsonNode least = asked.path("min_score");
        return new RetrievalRequest(
                asked.path("knowledge_base").asString(""),
                top.isNumber() ? top.intValue() : null,
                least.isNumber() ? least.doubleValue() : null);
    }

    private static Map<String, String> tags(JsonNode metadata) {
        Map<String, String> tags = new HashMap<>();
        metadata.properties().forEach(e -> tags.put(e.getKey(), e.getValue().asString("")));
        return tags;
    }

    private static List<String> needs(JsonNode request) {
        List<String> needs = new ArrayList<>();
        if (!request.path("tools").isEmpty()) {
            needs.add("tools");
        }
        String format = request.path("response_format").path("type").asString("");
        if (format.equals("json_schema") || format.equals("json_object")) {
            needs.add(format);
        }
        if (hasPart(request, "image_url")) {
            needs.add("vision");
        }
        if (hasPart(request, "input_audio")) {
            needs.add("audio");
        }
        return needs;
    }

    private static boolean hasPart(JsonNode request, String type) {
        for (JsonNode message : request.path("messages")) {
            for (JsonNode part : message.path("content")) {
                if (part.path("type").asString("").equals(type)) {
                    return true;
                }
            }
        }
        return false;
    }
}
