package dev.millrace.provider.simulator;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.grounding.QuotedPassages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the simulator says to a request: a function of the request and nothing else.
 *
 * @param message OpenAI's message object
 * @param words the content in the pieces it is streamed in; empty for a tool call
 * @param finishReason OpenAI's word
 */
record SimulatedChat(ObjectNode message, List<String> words, String finishReason, Usage usage) {

    private static final int QUOTED_WORDS = 12;

    static SimulatedChat of(String model, RequestBody body) throws ProviderException {
        JsonNode request = tree(body);
        try {
            ObjectNode tool = forcedTool(request);
            return tool != null ? call(body, tool) : text(model, body, request);
        } catch (IllegalArgumentException e) {
            throw new ProviderException(
                    new ProviderFailure.InvalidRequest(
                            "response_format", String.valueOf(e.getMessage())));
        }
    }

    static JsonNode tree(RequestBody body) throws ProviderException {
        try {
            return Json.MAPPER.readTree(body.bytes());
        } catch (JacksonException _) {
            throw new ProviderException(new ProviderFailure.InvalidRequest(null, "not JSON"));
        }
    }

    private static SimulatedChat text(String model, RequestBody body, JsonNode request) {
        List<String> words = words(content(model, request));
        String finish = "stop";
        int limit = limit(request);
        if (words.size() > limit) {
            words = words.subList(0, limit);
            finish = "length";
        }
        String content = String.join("", words);
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("role", "assistant").put("content", content);
        Usage usage = counted(body, words.size());
        return new SimulatedChat(message, words, finish, usage);
    }

    private static String content(String model, JsonNode request) {
        JsonNode format = request.path("response_format");
        switch (Json.text(format, "type")) {
            case "json_schema" -> {
                return SchemaInstance.of(format.path("json_schema").path("schema")).toString();
            }
            case "json_object" -> {
                return "{\"simulated\": true, \"model\": \"" + model + "\"}";
            }
            default -> {
                // Plain text, below.
            }
        }
        String last = lastUserText(request.path("messages"));
        Optional<QuotedPassages> passages = passages(request.path("messages"));
        if (passages.isPresent()) {
            return Extract.answer(model, last, passages.get());
        }
        List<String> words = words(last);
        String quoted = String.join("", words.subList(0, Math.min(QUOTED_WORDS, words.size())));
        String answer =
                "I am "
                        + model
                        + ", Millrace's built-in simulator; no language model has read this. "
                        + "Your last message has "
                        + words.size()
                        + " words and "
                        + last.codePointCount(0, last.length())
                        + " characters";
        answer += words.isEmpty() ? "." : " and begins: \"" + quoted.strip() + "\".";
        return model.equals(Simulator.LARGE)
                ? answer
                        + " The conversation has "
                        + request.path("messages").size()
                        + " messages. Configure a provider to get real answers."
                : answer;
    }

    /** Text after text, each word with the blanks before it. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i))
                    && !Character.isWhitespace(text.charAt(i - 1))) {
                words.add(text.substring(from, i));
                from = i;
            }
        }
        if (from < text.length()) {
            words.add(text.substring(from));
        }
        return words;
    }

    private static Optional<QuotedPassages> passages(JsonNode messages) {
        for (JsonNode message : messages) {
            String role = Json.text(message, "role");
            if (role.equals("system") || role.equals("developer")) {
                Optional<QuotedPassages> passages =
                        QuotedPassages.in(Json.text(message, "content"));
                if (passages.isPresent()) {
                    return passages;
                }
            }
        }
        return Optional.empty();
    }

    private static String lastUserText(JsonNode messages) {
        String last = "";
        for (JsonNode message : messages) {
            if (!Json.text(message, "role").equals("user")) {
                continue;
            }
            JsonNode content = message.path("content");
            if (content.isString()) {
                last = content.stringValue();
            } else {
                StringBuilder parts = new StringBuilder();
                content.forEach(part -> parts.append(Json.text(part, "text")));
                last = parts.toString();
            }
        }
        return last;
    }

    private static int limit(JsonNode request) {
        for (String name : new String[] {"max_completion_tokens", "max_tokens"}) {
            if (request.path(name).canConvertToInt() && request.path(name).isIntegralNumber()) {
                return Math.max(1, request.path(name).intValue());
            }
        }
        return Integer.MAX_VALUE;
    }

    /** The function that {@code tool_choice} insists on; the first where any will do. */
    private static @Nullable ObjectNode forcedTool(JsonNode request) {
        JsonNode choice = request.path("tool_choice");
        String name = Json.text(choice.path("function"), "name");
        boolean required = choice.isString() && choice.stringValue().equals("required");
        if (name.isEmpty() && !required) {
            return null;
        }
        for (JsonNode tool : request.path("tools")) {
            if (tool.get("function") instanceof ObjectNode function
                    && (required || Json.text(function, "name").equals(name))) {
                return function;
            }
        }
        throw new IllegalArgumentException("tool_choice names a tool that is not there");
    }

    private static SimulatedChat call(RequestBody body, ObjectNode function) {
        JsonNode parameters = function.path("parameters");
        String arguments = parameters.isObject() ? SchemaInstance.of(parameters).toString() : "{}";
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("role", "assistant").putNull("content");
        message.putArray("tool_calls")
                .addObject()
                .put(
                        "id",
                        "call_" + UUID.nameUUIDFromBytes(body.bytes()).toString().replace("-", ""))
                .put("type", "function")
                .putObject("function")
                .put("name", Json.text(function, "name"))
                .put("arguments", arguments);
        return new SimulatedChat(
                message, List.of(), "tool_calls", counted(body, TokenEstimate.ofText(arguments)));
    }

    /** A word is a token here, so these are counted, not estimated. */
    private static Usage counted(RequestBody body, long output) {
        Usage usage = TokenEstimate.chat(body, output);
        return new Usage(usage.getInputTokens(), output, 0L, 0L, 0L, false);
    }
}
