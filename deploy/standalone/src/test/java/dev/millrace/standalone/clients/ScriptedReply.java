package dev.millrace.standalone.clients;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer to one call: the script's words; a call of the first tool with those words as its
 * arguments; or, to a tool's result, that result.
 */
final class ScriptedReply {

    static final int PROMPT_TOKENS = 7;
    static final int CACHED_TOKENS = 3;
    static final int REASONING_TOKENS = 2;

    private static final String CALL_ID = "call_1";

    private final JsonMapper json;
    private final List<String> words;
    private final @Nullable String tool;

    ScriptedReply(JsonMapper json, JsonNode request, Script script) {
        this.json = json;
        var messages = request.path("messages");
        var last = messages.path(messages.size() - 1);
        var answered = last.path("role").asString("").equals("tool");
        this.words =
                answered
                        ? List.of("The tool says:", " " + last.path("content").asString(""))
                        : script.words();
        this.tool =
                answered || request.path("tools").isEmpty()
                        ? null
                        : request.at("/tools/0/function/name").asString("");
    }

    ObjectNode whole() {
        var answer = frame("chat.completion");
        var choice = answer.putArray("choices").addObject().put("index", 0);
        var message = choice.putObject("message").put("role", "assistant");
        if (tool == null) {
            message.put("content", String.join("", words));
        } else {
            message.putNull("content");
            var call = message.putArray("tool_calls").addObject();
            call.put("id", CALL_ID).put("type", "function");
            call.putObject("function").put("name", tool).put("arguments", String.join("", words));
        }
        choice.put("finish_reason", finishReason());
        answer.set("usage", usage());
        return answer;
    }

    List<ObjectNode> chunks() {
        var chunks = new ArrayList<ObjectNode>();
        for (var i = 0; i < words.size(); i++) {
            var delta = json.createObjectNode();
            if (i == 0) {
                delta.put("role", "assistant");
            }
            if (tool == null) {
                delta.put("content", words.get(i));
            } else {
                fragment(delta.putArray("tool_calls").addObject(), tool, i);
            }
            chunks.add(chunk(delta, null));
        }
        chunks.add(chunk(json.createObjectNode(), finishReason()));
        var last = frame("chat.completion.chunk");
        last.putArray("choices");
        last.set("usage", usage());
        chunks.add(last);
        return chunks;
    }

    /** Id and name come with the first fragment alone, as OpenAI sends them. */
    private void fragment(ObjectNode call, String name, int number) {
        call.put("index", 0);
        if (number == 0) {
            call.put("id", CALL_ID).put("type", "function");
        }
        var function = call.putObject("function");
        if (number == 0) {
            function.put("name", name);
        }
        function.put("arguments", words.get(number));
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
        var chunk = frame("chat.completion.chunk");
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finishReason);
        return chunk;
    }

    private ObjectNode frame(String object) {
        return json.createObjectNode()
                .put("id", "upstream-1")
                .put("object", object)
                .put("created", 1)
                .put("model", ScriptedUpstream.CHAT);
    }

    private String finishReason() {
        return tool == null ? "stop" : "tool_calls";
    }

    private ObjectNode usage() {
        var usage = json.createObjectNode();
        usage.put("prompt_tokens", PROMPT_TOKENS);
        usage.put("completion_tokens", words.size());
        usage.put("total_tokens", PROMPT_TOKENS + words.size());
        usage.putObject("prompt_tokens_details").put("cached_tokens", CACHED_TOKENS);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", REASONING_TOKENS);
        return usage;
    }
}
