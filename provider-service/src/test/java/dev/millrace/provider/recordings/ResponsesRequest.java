package dev.millrace.provider.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The chat completion request that a recorded Responses request would have come from. */
final class ResponsesRequest {

    /** What a caller of Millrace does not decide, or cannot ask for. */
    private static final Set<String> NOT_COMPARED =
            Set.of("background", "include", "stream", "store", "input");

    private final ArrayNode messages = Json.MAPPER.createArrayNode();
    private final ArrayNode thoughts = Json.MAPPER.createArrayNode();
    private @Nullable ObjectNode assistant;

    private ResponsesRequest() {}

    /** Empty where its input holds what no chat completion can. */
    static Optional<ObjectNode> chat(JsonNode recorded) {
        ObjectNode chat = Json.MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> member : recorded.properties()) {
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "input" -> {
                    ResponsesRequest request = new ResponsesRequest();
                    for (JsonNode item : value) {
                        if (!request.add(item)) {
                            return Optional.empty();
                        }
                    }
                    chat.set("messages", request.messages);
                }
                case "tools" -> chat.set("tools", tools(value));
                case "tool_choice" ->
                        chat.set(
                                "tool_choice", value.has("name") ? nested(value, Set.of()) : value);
                case "text" -> chat.set("response_format", format(value.path("format")));
                default -> chat.set(member.getKey(), value);
            }
        }
        return Optional.of(chat);
    }

    /** What was sent is what was recorded, but for who thinks of what by default. */
    static void assertSame(JsonNode recorded, JsonNode sent) {
        ArrayNode input = Json.MAPPER.createArrayNode();
        for (JsonNode item : recorded.path("input")) {
            // An assistant that says nothing is left out.
            if (!item.path("content").asString("-").isEmpty()) {
                input.add(item);
            }
        }
        assertThat(sent.path("input")).as("input").isEqualTo(input);
        for (Map.Entry<String, JsonNode> member : recorded.properties()) {
            if (!NOT_COMPARED.contains(member.getKey())) {
                assertThat(sent.get(member.getKey()))
                        .as(member.getKey())
                        .isEqualTo(member.getValue());
            }
        }
    }

    private boolean add(JsonNode item) {
        String type = item.path("type").asString("message");
        switch (type) {
            case "message" -> said(item);
            case "function_call" -> {
                follows(item);
                ObjectNode call = assistant().withArray("tool_calls").addObject();
                call.set("id", item.path("call_id"));
                call.put("type", "function");
                call.putObject("function")
                        .put("name", item.path("name").asString(""))
                        .put("arguments", item.path("arguments").asString(""));
            }
            case "function_call_output" -> {
                assistant = null;
                ObjectNode result = messages.addObject().put("role", "tool");
                result.set("tool_call_id", item.path("call_id"));
                result.set("content", item.path("output"));
            }
            case "reasoning" -> {
                if (!item.path("encrypted_content").isString()) {
                    return false;
                }
                thoughts.add(item.deepCopy());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void said(JsonNode item) {
        String role = item.path("role").asString("");
        if (role.equals("assistant")) {
            assistant = null;
            follows(item);
            assistant().set("content", item.path("content"));
            return;
        }
        assistant = null;
        ObjectNode message = messages.addObject().put("role", role);
        if (item.path("content").isString()) {
            message.set("content", item.get("content"));
            return;
        }
        ArrayNode parts = message.putArray("content");
        for (JsonNode part : item.path("content")) {
            parts.add(part(part));
        }
    }

    private static JsonNode part(JsonNode part) {
        if (part.path("type").asString("").equals("input_text")) {
            return ((ObjectNode) part.deepCopy()).put("type", "text");
        }
        if (part.has("file_data")) {
            ObjectNode file = (ObjectNode) part.deepCopy();
            file.remove("type");
            ObjectNode out = Json.MAPPER.createObjectNode().put("type", "file");
            out.set("file", file);
            return out;
        }
        return part;
    }

    private ObjectNode assistant() {
        ObjectNode there = assistant;
        if (there == null) {
            there = messages.addObject().put("role", "assistant");
            assistant = there;
        }
        return there;
    }

    private void follows(JsonNode item) {
        for (JsonNode thought : thoughts) {
            ObjectNode followed = ((ObjectNode) thought).putObject("followed_by");
            followed.put("type", item.path("type").asString("message"));
            followed.set("id", item.path("id"));
            followed.set("call_id", item.path("call_id"));
            assistant().withArray("reasoning_items").add(thought);
        }
        thoughts.removeAll();
    }

    private static ArrayNode tools(JsonNode tools) {
        ArrayNode nested = Json.MAPPER.createArrayNode();
        for (JsonNode tool : tools) {
            boolean function = tool.path("type").asString("").equals("function");
            nested.add(function ? nested(tool, Set.of("type")) : tool);
        }
        return nested;
    }

    private static ObjectNode nested(JsonNode flat, Set<String> without) {
        ObjectNode function = (ObjectNode) flat.deepCopy();
        function.remove(without);
        ObjectNode out = Json.MAPPER.createObjectNode().put("type", "function");
        out.set("function", function);
        return out;
    }

    private static ObjectNode format(JsonNode format) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("type", format.path("type"));
        if (format.has("schema")) {
            ObjectNode schema = (ObjectNode) format.deepCopy();
            schema.remove("type");
            out.set("json_schema", schema);
        }
        return out;
    }
}
