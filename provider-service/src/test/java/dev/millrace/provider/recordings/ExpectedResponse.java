package dev.millrace.provider.recordings;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a recording of Responses says, read from it by path and without any adapter. */
final class ExpectedResponse {

    private ExpectedResponse() {}

    static Expected of(Recording recording) {
        return recording.isStream() ? stream(recording.events()) : whole(recording.json());
    }

    /** Only a ticket for an answer that is fetched elsewhere. */
    static boolean isTicket(Recording recording) {
        return !recording.isStream()
                && recording.json().path("status").asString("").equals("queued");
    }

    private static Expected whole(JsonNode response) {
        StringBuilder text = new StringBuilder();
        List<String> thoughts = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            String type = item.path("type").asString("");
            for (JsonNode part : item.path("content")) {
                if (type.equals("message")) {
                    text.append(part.path("text").asString(""));
                } else {
                    thoughts.add(part.path("text").asString(""));
                }
            }
            for (JsonNode part : item.path("summary")) {
                thoughts.add(part.path("text").asString(""));
            }
            if (type.equals("function_call")) {
                calls.add(item.path("name").asString("") + item.path("arguments").asString(""));
            }
        }
        return expected(text.toString(), String.join("\n\n", thoughts), calls, response);
    }

    /** From the deltas alone, the end's copy of it all aside. */
    private static Expected stream(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        List<String> calls = new ArrayList<>();
        JsonNode end = Json.MAPPER.missingNode();
        for (JsonNode event : events) {
            String delta = event.path("delta").asString("");
            switch (event.path("type").asString("")) {
                case "response.output_text.delta" -> text.append(delta);
                case "response.reasoning_text.delta" -> thoughts.append(delta);
                case "response.function_call_arguments.done" ->
                        calls.add(
                                event.path("name").asString("")
                                        + event.path("arguments").asString(""));
                case "response.completed" -> end = event.path("response");
                default -> {
                    // Signs of life, and what the deltas say again.
                }
            }
        }
        return expected(text.toString(), thoughts.toString(), calls, end);
    }

    private static Expected expected(
            String text, String thoughts, List<String> calls, JsonNode response) {
        return new Expected(
                text,
                thoughts,
                calls,
                calls.isEmpty() ? "stop" : "tool_calls",
                response.at("/usage/input_tokens").asLong(0),
                response.at("/usage/output_tokens").asLong(0),
                response.at("/usage/input_tokens_details/cached_tokens").asLong(0));
    }
}
