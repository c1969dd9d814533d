package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A whole answer as the one chunk of a stream: its messages are its deltas. */
public final class WholeChunk {

    private WholeChunk() {}

    /** The chunk's {@code choices}. */
    public static byte[] of(Answer answer) {
        ArrayNode chunk = Json.MAPPER.createArrayNode();
        for (JsonNode choice : Json.MAPPER.readTree(answer.output())) {
            ObjectNode out = chunk.addObject();
            out.set("index", choice.get("index"));
            out.set("delta", delta(choice.path("message")));
            if (choice.has("logprobs")) {
                out.set("logprobs", choice.get("logprobs"));
            }
            out.set("finish_reason", choice.get("finish_reason"));
        }
        return Json.bytes(chunk);
    }

    private static JsonNode delta(JsonNode message) {
        JsonNode delta = message.deepCopy();
        int index = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            if (call instanceof ObjectNode object) {
                object.put("index", index);
            }
            index++;
        }
        return delta;
    }
}
