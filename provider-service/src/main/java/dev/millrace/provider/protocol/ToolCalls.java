package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tool calls of one streamed choice, put together by index. Some servers give every call the
 * index 0 or none: a fragment with a new id then begins a new call, and its fragments go on under
 * the index this class gave it.
 */
final class ToolCalls {

    private final List<Call> calls = new ArrayList<>();

    private static final class Call {
        final int vendorIndex;
        String id = "";
        String type = "function";
        String name = "";
        @Nullable JsonNode extra;
        final StringBuilder arguments = new StringBuilder();

        Call(int vendorIndex) {
            this.vendorIndex = vendorIndex;
        }
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Takes the fragments of a delta and corrects their indexes in place. */
    void accept(JsonNode fragments) {
        for (JsonNode fragment : fragments) {
            if (fragment instanceof ObjectNode object) {
                object.put("index", accept(object));
            }
        }
    }

    private int accept(ObjectNode fragment) {
        JsonNode given = fragment.get("index");
        int vendorIndex = given != null && given.isInt() ? given.intValue() : 0;
        String id = Json.text(fragment, "id");
        int position = position(vendorIndex, id);
        Call call = calls.get(position);
        if (call.id.isEmpty()) {
            call.id = id;
        }
        String type = Json.text(fragment, "type");
        if (!type.isEmpty()) {
            call.type = type;
        }
        JsonNode function = fragment.path("function");
        if (call.name.isEmpty()) {
            call.name = Json.text(function, "name");
        }
        if (fragment.path("extra_content").isObject()) {
            call.extra = fragment.get("extra_content");
        }
        call.arguments.append(arguments(function.get("arguments")));
        return position;
    }

    /** OpenAI sends a string; some local servers the object itself. */
    private static String arguments(@Nullable JsonNode arguments) {
        if (arguments == null || arguments.isNull()) {
            return "";
        }
        return arguments.isString() ? arguments.stringValue() : arguments.toString();
    }

    private int position(int vendorIndex, String id) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            if (call.vendorIndex == vendorIndex) {
                if (id.isEmpty() || call.id.isEmpty() || call.id.equals(id)) {
                    return i;
                }
                break;
            }
        }
        calls.add(new Call(vendorIndex));
        return calls.size() - 1;
    }

    ArrayNode assembled() {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Call call : calls) {
            ObjectNode node = array.addObject();
            node.put("id", call.id);
            node.put("type", call.type);
            node.putObject("function")
                    .put("name", call.name)
                    .put("arguments", call.arguments.toString());
            if (call.extra != null) {
                node.set("extra_content", call.extra);
            }
        }
        return array;
    }

    /** Characters that a model wrote for these calls, for an estimate. */
    String text() {
        StringBuilder text = new StringBuilder();
        calls.forEach(call -> text.append(call.name).append(call.arguments));
        return text.toString();
    }
}
