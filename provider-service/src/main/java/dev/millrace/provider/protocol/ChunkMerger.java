package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins adjacent deltas that came in one read and hold nothing but more of the same text: each
 * chunk is a record on the log and an event to the client. It never waits for more. Not
 * thread-safe.
 */
final class ChunkMerger {

    private @Nullable ArrayNode held;

    /** Takes the next choices; gives back those that must go before them, if any. */
    @Nullable ArrayNode add(ArrayNode choices) {
        ArrayNode before = held;
        if (before != null && joined(before, choices)) {
            return null;
        }
        held = choices;
        return before;
    }

    /** The end of a read: what is held goes now. */
    @Nullable ArrayNode flush() {
        ArrayNode last = held;
        held = null;
        return last;
    }

    private static boolean joined(ArrayNode before, ArrayNode next) {
        if (before.size() != 1 || next.size() != 1) {
            return false;
        }
        JsonNode a = before.get(0);
        JsonNode b = next.get(0);
        if (!a.path("index").equals(b.path("index")) || a.has("logprobs") || b.has("logprobs")) {
            return false;
        }
        if (a.hasNonNull("finish_reason") || b.hasNonNull("finish_reason")) {
            return false;
        }
        return joined(a, b, "content") || joined(a, b, "reasoning_content");
    }

    private static boolean joined(JsonNode a, JsonNode b, String name) {
        JsonNode delta = b.path("delta");
        if (!(a.path("delta") instanceof ObjectNode into)
                || !only(into, name)
                || !only(delta, name)) {
            return false;
        }
        into.put(name, Json.text(into, name) + Json.text(delta, name));
        return true;
    }

    private static boolean only(JsonNode delta, String name) {
        return delta.size() == 1 && delta.path(name).isString();
    }
}
