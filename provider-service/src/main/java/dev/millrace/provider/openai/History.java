package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of a request, changed where a vendor is strict about them. Only what changes is
 * written anew. Not thread-safe.
 */
public final class History {

    private static final String CONTENT = "content";

    private final ArrayNode messages;
    private boolean changed;

    History(JsonNode messages) {
        this.messages = messages instanceof ArrayNode array ? array : Json.MAPPER.createArrayNode();
    }

    ArrayNode messages() {
        return messages;
    }

    boolean changed() {
        return changed;
    }

    public int size() {
        return messages.size();
    }

    private List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode message : messages) {
            if (message instanceof ObjectNode object) {
                all.add(object);
            }
        }
        return all;
    }

    public boolean hasRole(String role) {
        return all().stream().anyMatch(message -> is(message, role));
    }

    private static boolean is(JsonNode message, String role) {
        return Json.text(message, "role").equals(role);
    }

    /** The last message says nothing. */
    public boolean endsBlank() {
        return !messages.isEmpty() && isBlank(messages.get(messages.size() - 1));
    }

    private static boolean isBlank(JsonNode message) {
        JsonNode content = message.path(CONTENT);
        boolean silent =
                content.isArray()
                        ? content.isEmpty()
                        : content.isString() ? content.stringValue().isBlank() : true;
        return silent && message.path("tool_calls").isEmpty();
    }

    /** True when some message had the role. */
    public boolean rename(String role, String vendors) {
        boolean found = false;
        for (ObjectNode message : all()) {
            if (is(message, role)) {
                message.put("role", vendors);
                found = true;
            }
        }
        changed |= found;
        return found;
    }

    /** True when some message had the member. */
    public boolean without(String member) {
        boolean found = false;
        for (ObjectNode message : all()) {
            found |= message.remove(member) != null;
        }
        changed |= found;
        return found;
    }

    /** Calls of tools without a member. */
    public void callsWithout(String member) {
        for (ObjectNode message : all()) {
            for (JsonNode call : message.path("tool_calls")) {
                if (call instanceof ObjectNode object && object.remove(member) != null) {
                    changed = true;
                }
            }
        }
    }

    /** Every answer of the model has the member: an empty text where there was none. */
    public void completeAnswers(String member) {
        for (ObjectNode message : all()) {
            if (is(message, "assistant") && !message.path(member).isString()) {
                message.put(member, "");
                changed = true;
            }
        }
    }

    /** What the system says, from wherever it stands, is one message at the head. */
    public void systemFirst() {
        ObjectNode first = null;
        boolean moved = false;
        int position = 0;
        for (Iterator<JsonNode> each = messages.iterator(); each.hasNext(); position++) {
            JsonNode message = each.next();
            if (!(message instanceof ObjectNode object) || !is(message, "system")) {
                continue;
            }
            if (first == null) {
                first = object;
                moved = position > 0;
            } else {
                join(first, object);
                moved = true;
            }
            each.remove();
        }
        if (first != null) {
            messages.insert(0, first);
        }
        changed |= moved;
    }

    /** Those that follow one of the same role go on with it. */
    public void joinNeighbours(String role) {
        ObjectNode before = null;
        for (Iterator<JsonNode> each = messages.iterator(); each.hasNext(); ) {
            JsonNode message = each.next();
            boolean plain =
                    message instanceof ObjectNode
                            && is(message, role)
                            && message.path("tool_calls").isEmpty();
            if (plain && before != null) {
                join(before, message);
                each.remove();
                changed = true;
            } else {
                before = plain ? (ObjectNode) message : null;
            }
        }
    }

    /** Joins what two messages say: as texts where both are, else as parts. */
    private static void join(ObjectNode into, JsonNode next) {
        JsonNode one = into.path(CONTENT);
        JsonNode other = next.path(CONTENT);
        if (one.isString() && other.isString()) {
            into.put(CONTENT, one.stringValue() + "\n\n" + other.stringValue());
        } else {
            ArrayNode parts = Json.MAPPER.createArrayNode();
            parts(one, parts);
            parts(other, parts);
            into.set(CONTENT, parts);
        }
    }

    private static void parts(JsonNode content, ArrayNode parts) {
        if (content.isString()) {
            parts.addObject().put("type", "text").put("text", content.stringValue());
        } else {
            content.forEach(parts::add);
        }
    }

    /** Without messages that say nothing; the result of a tool that is empty says so. */
    public void withoutBlank() {
        for (Iterator<JsonNode> each = messages.iterator(); each.hasNext(); ) {
            JsonNode message = each.next();
            if (!isBlank(message)) {
                continue;
            }
            if (message instanceof ObjectNode result && is(message, "tool")) {
                result.put(CONTENT, "(nothing)");
            } else {
                each.remove();
            }
            changed = true;
        }
    }

    /** Some part of some message is of the kind and as it is asked for. */
    public boolean hasPart(String type, Predicate<JsonNode> which) {
        for (ObjectNode message : all()) {
            for (JsonNode part : message.path(CONTENT)) {
                if (Json.text(part, "type").equals(type) && which.test(part)) {
                    return true;
                }
            }
        }
        return false;
    }
}
