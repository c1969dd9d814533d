package dev.millrace.provider.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A message as a delta: there, tool calls carry their index. */
final class WithIndexes {

    private WithIndexes() {}

    static ObjectNode of(ObjectNode message) {
        ObjectNode delta = message.deepCopy();
        int index = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            ((ObjectNode) call).put("index", index++);
        }
        return delta;
    }
}
