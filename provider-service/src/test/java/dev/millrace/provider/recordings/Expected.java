package dev.millrace.provider.recordings;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a recording says, read from it by path and without any adapter.
 *
 * @param calls name and arguments of each tool call
 * @param input tokens, those of caches among them
 */
record Expected(
        String text,
        String reasoning,
        List<String> calls,
        String finishReason,
        long input,
        long output,
        long cached) {

    static Expected of(Recording recording) {
        if (recording.path().endsWith("/responses")) {
            return ExpectedResponse.of(recording);
        }
        boolean messages = recording.path().endsWith("/messages");
        if (recording.path().contains("enerateContent")) {
            return contents(recording.isStream() ? recording.events() : List.of(recording.json()));
        }
        if (recording.isStream()) {
            return messages
                    ? messageStream(recording.events())
                    : completionStream(recording.events());
        }
        return messages ? message(recording.json()) : completion(recording.json());
    }

    private static Expected completion(JsonNode tree) {
        JsonNode message = tree.at("/choices/0/message");
        List<String> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            calls.add(
                    call.at("/function/name").asString("")
                            + call.at("/function/arguments").asString(""));
        }
        return new Expected(
                message.path("content").asString(""),
                message.path("reasoning_content").asString(message.path("reasoning").asString("")),
                calls,
                tree.at("/choices/0/finish_reason").asString(""),
                tree.at("/usage/prompt_tokens").asLong(0),
                tree.at("/usage/completion_tokens").asLong(0),
                tree.at("/usage/prompt_tokens_details/cached_tokens").asLong(0));
    }

    private static Expected completionStream(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        Map<Integer, StringBuilder> calls = new TreeMap<>();
        String reason = "";
        JsonNode usage = Json.MAPPER.missingNode();
        for (JsonNode event : events) {
            JsonNode delta = event.at("/choices/0/delta");
            text.append(delta.path("content").asString(""));
            reasoning.append(delta.path("reasoning_content").asString(""));
            for (JsonNode call : delta.path("tool_calls")) {
                calls.computeIfAbsent(call.path("index").asInt(0), _ -> new StringBuilder())
                        .append(call.at("/function/name").asString(""))
                        .append(call.at("/function/arguments").asString(""));
            }
            reason = event.at("/choices/0/finish_reason").asString(reason);
            usage = event.path("usage").isObject() ? event.path("usage") : usage;
        }
        return new Expected(
                text.toString(),
                reasoning.toString(),
                calls.values().stream().map(StringBuilder::toString).toList(),
                reason,
                usage.path("prompt_tokens").asLong(0),
                usage.path("completion_tokens").asLong(0),
                usage.at("/prompt_tokens_details/cached_tokens").asLong(0));
    }

    private static Expected message(JsonNode tree) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<String> calls = new ArrayList<>();
        for (JsonNode block : tree.path("content")) {
            switch (block.path("type").asString("")) {
                case "text" -> text.append(block.path("text").asString(""));
                case "thinking" -> reasoning.append(block.path("thinking").asString(""));
                case "tool_use" -> calls.add(block.path("name").asString("") + block.path("input"));
                default -> {
                    // What the vendor's own tools did.
                }
            }
        }
        return new Expected(
                text.toString(),
                reasoning.toString(),
                calls,
                stop(tree.path("stop_reason").asString("")),
                total(tree.path("usage")),
                tree.at("/usage/output_tokens").asLong(0),
                tree.at("/usage/cache_read_input_tokens").asLong(0));
    }

    private static Expected messageStream(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        Map<Integer, StringBuilder> calls = new TreeMap<>();
        String reason = "";
        JsonNode start = Json.MAPPER.missingNode();
        JsonNode end = Json.MAPPER.missingNode();
        for (JsonNode event : events) {
            int index = event.path("index").asInt(0);
            if (event.at("/content_block/type").asString("").equals("tool_use")) {
                calls.put(index, new StringBuilder(event.at("/content_block/name").asString("")));
            }
            text.append(event.at("/delta/text").asString(""));
            reasoning.append(event.at("/delta/thinking").asString(""));
            if (calls.containsKey(index)) {
                calls.get(index).append(event.at("/delta/partial_json").asString(""));
            }
            reason = event.at("/delta/stop_reason").asString(reason);
            start = event.at("/message/usage").isObject() ? event.at("/message/usage") : start;
            end = event.path("usage").isObject() ? event.path("usage") : end;
        }
        return new Expected(
                text.toString(),
                reasoning.toString(),
                calls.values().stream().map(StringBuilder::toString).toList(),
                stop(reason),
                total(end.has("input_tokens") ? end : start),
                end.path("output_tokens").asLong(0),
                start.path("cache_read_input_tokens").asLong(0));
    }

    private static Expected contents(List<JsonNode> responses) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<String> calls = new ArrayList<>();
        String reason = "";
        JsonNode usage = Json.MAPPER.missingNode();
        for (JsonNode response : responses) {
            for (JsonNode part : response.at("/candidates/0/content/parts")) {
                (part.path("thought").asBoolean(false) ? reasoning : text)
                        .append(part.path("text").asString(""));
                if (part.has("functionCall")) {
                    calls.add(
                            part.at("/functionCall/name").asString("")
                                    + part.at("/functionCall/args"));
                }
            }
            reason = response.at("/candidates/0/finishReason").asString(reason);
            usage = response.has("usageMetadata") ? response.path("usageMetadata") : usage;
        }
        return new Expected(
                text.toString(),
                reasoning.toString(),
                calls,
                reason.equals("MAX_TOKENS") ? "length" : calls.isEmpty() ? "stop" : "tool_calls",
                usage.path("promptTokenCount").asLong(0)
                        + usage.path("toolUsePromptTokenCount").asLong(0),
                usage.path("candidatesTokenCount").asLong(0)
                        + usage.path("thoughtsTokenCount").asLong(0),
                usage.path("cachedContentTokenCount").asLong(0));
    }

    private static long total(JsonNode usage) {
        return usage.path("input_tokens").asLong(0)
                + usage.path("cache_read_input_tokens").asLong(0)
                + usage.path("cache_creation_input_tokens").asLong(0);
    }

    private static String stop(String reason) {
        return Map.of(
                        "end_turn", "stop",
                        "stop_sequence", "stop",
                        "tool_use", "tool_calls",
                        "max_tokens", "length",
                        "refusal", "content_filter")
                .getOrDefault(reason, "stop");
    }
}
