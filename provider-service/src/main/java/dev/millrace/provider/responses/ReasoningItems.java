package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model thought, sealed by the vendor, on its way to the client and back. The items are in
 * the message as {@code reasoning_items}, each as it came and with what it stood before: the API
 * refuses one that has lost its message or its call, and a call that has lost its item.
 */
final class ReasoningItems {

    /** The member of a chat completion's message. */
    static final String MEMBER = "reasoning_items";

    private static final String FOLLOWED_BY = "followed_by";

    private final List<ObjectNode> items = new ArrayList<>();

    /** Those of a message that a client sent back. */
    static ReasoningItems in(JsonNode message) {
        ReasoningItems kept = new ReasoningItems();
        message.path(MEMBER).forEach(kept::add);
        return kept;
    }

    /** Holds an item until it is known what follows; one that is not sealed cannot come back. */
    void add(JsonNode item) {
        if (item instanceof ObjectNode object
                && !Json.text(object, "encrypted_content").isEmpty()) {
            items.add(object.deepCopy());
        }
    }

    /** What was held stands before something that a chat completion does not show. */
    void forget() {
        items.clear();
    }

    /** Puts what was held into the delta that begins what follows: a message or a call. */
    void before(JsonNode follower, ObjectNode delta) {
        for (ObjectNode item : items) {
            ObjectNode followed = item.putObject(FOLLOWED_BY);
            for (String name : List.of("type", "id", "call_id")) {
                if (follower.has(name)) {
                    followed.set(name, follower.get(name));
                }
            }
            delta.withArray(MEMBER).add(item);
        }
        items.clear();
    }

    /**
     * Sends back those that stood before the message. A chat completion has one message where there
     * may have been several: only what stood before the last is beside it.
     *
     * @return the id that the message had, empty when it need not be told
     */
    String beforeMessage(ArrayNode input) {
        String last = "";
        for (ObjectNode item : items) {
            String id = Json.text(item.path(FOLLOWED_BY), "id");
            last = isBeforeMessage(item) && !id.isEmpty() ? id : last;
        }
        for (ObjectNode item : items) {
            if (isBeforeMessage(item) && Json.text(item.path(FOLLOWED_BY), "id").equals(last)) {
                input.add(bare(item));
            }
        }
        return last;
    }

    private static boolean isBeforeMessage(ObjectNode item) {
        return Json.text(item.path(FOLLOWED_BY), "type").equals("message");
    }

    /**
     * Sends back those that stood before a call.
     *
     * @return the id that the call's item had, empty when it need not be told
     */
    String beforeCall(String callId, ArrayNode input) {
        String id = "";
        for (ObjectNode item : items) {
            JsonNode followed = item.path(FOLLOWED_BY);
            if (Json.text(followed, "call_id").equals(callId)) {
                input.add(bare(item));
                id = Json.text(followed, "id");
            }
        }
        return id;
    }

    private static ObjectNode bare(ObjectNode item) {
        ObjectNode bare = item.deepCopy();
        bare.remove(FOLLOWED_BY);
        return bare;
    }
}
