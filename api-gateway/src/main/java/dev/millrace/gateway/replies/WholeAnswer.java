package dev.millrace.gateway.replies;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A finished answer in the form of a single chunk, for a client that has been shown nothing. */
final class WholeAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();

    private WholeAnswer() {}

    /** `choices` with messages made `choices` with deltas; tool calls get the index deltas need. */
    static byte[] asDelta(byte[] choices) {
        ArrayNode deltas = JSON.createArrayNode();
        for (JsonNode choice : JSON.readTree(choices)) {
            ObjectNode streamed = deltas.addObject();
            for (var field : choice.properties()) {
                if (!field.getKey().equals("message")) {
                    streamed.set(field.getKey(), field.getValue());
                }
            }
            ObjectNode delta = streamed.putObject("delta");
            delta.put("role", "assistant");
            choice.path("message").properties().forEach(f -> delta.set(f.getKey(), f.getValue()));
            number(delta.path("tool_calls"));
        }
        return JSON.writeValueAsBytes(deltas);
    }

    private static void number(JsonNode calls) {
        int position = 0;
        for (JsonNode call : calls) {
            if (call instanceof ObjectNode object && !object.has("index")) {
                object.put("index", position);
            }
            position++;
        }
    }
}
