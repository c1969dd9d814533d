package dev.millrace.provider.execution;

import dev.millrace.events.Completion;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.chat.ChatProvider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Models that answer well or badly when they are asked for JSON, and what becomes of it. */
abstract class StructuredSetup extends ExecutionListenerSetup {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}";

    static Ready asking(String members) {
        return ready().body(
                        "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                                + members
                                + "}");
    }

    static Ready asking() {
        return asking(format(""));
    }

    static String format(String more) {
        return "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                + SCHEMA
                + more
                + "}}";
    }

    static String message(String content, String reason) {
        return "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + Json.MAPPER.writeValueAsString(content)
                + "},\"finish_reason\":\""
                + reason
                + "\"}";
    }

    static ChatProvider says(String... choices) {
        return (_, _, _) -> answer(choices);
    }

    static Answer answer(String... choices) {
        String output = "[" + String.join(",", choices) + "]";
        List<String> reasons = new ArrayList<>();
        Json.MAPPER.readTree(output).forEach(each -> reasons.add(Json.text(each, "finish_reason")));
        return new Answer(
                "m",
                output.getBytes(StandardCharsets.UTF_8),
                reasons,
                new Usage(100L, 10L, 0L, 0L, 0L, false),
                null,
                null);
    }

    static ChatProvider writes(String content) {
        return says(message(content, "stop"));
    }

    /** Streams the content in pieces; the last chunk says why it ended. */
    static ChatProvider streams(String reason, String... pieces) {
        return (_, sink, _) -> {
            sink.accept("m", chunk("{\"role\":\"assistant\",\"content\":\"\"}", null));
            for (String piece : pieces) {
                sink.accept(
                        "m",
                        chunk("{\"content\":" + Json.MAPPER.writeValueAsString(piece) + "}", null));
            }
            sink.accept("m", chunk("{}", reason));
            return answer(message(String.join("", pieces), reason));
        };
    }

    static byte[] chunk(String delta, @Nullable String reason) {
        String finish = reason == null ? "null" : "\"" + reason + "\"";
        return ("[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String content(OutcomeReached outcome) {
        return Json.MAPPER.readTree(output(outcome)).at("/0/message/content").asString();
    }

    static List<String> notes(OutcomeReached outcome) {
        return outcome.getCompletion().map(Completion::getNotes).orElse(List.of());
    }

    JsonNode body(int call) {
        return Json.MAPPER.readTree(first.calls.get(call).body().bytes());
    }

    void offer(String... capabilities) {
        catalog.on(
                "model/first/a",
                ModelOffered.newBuilder()
                        .setProvider("first")
                        .setModel("a")
                        .setOwner(new Owner("default", "default", "default"))
                        .setSince(Instant.now())
                        .setCapabilities(List.of(capabilities))
                        .build());
    }

    List<JsonNode> chunks() {
        List<JsonNode> chunks = new ArrayList<>();
        for (ReplyChunk chunk : log.all(ReplyChunk.class)) {
            chunks.add(
                    Json.MAPPER
                            .readTree(Content.openText(chunk.getChoices()).orElseThrow())
                            .path(0));
        }
        return chunks;
    }

    String streamed() {
        StringBuilder text = new StringBuilder();
        chunks().forEach(chunk -> text.append(Json.text(chunk.path("delta"), "content")));
        return text.toString();
    }

    static String fragment(String id, String name, String arguments) {
        return "{\"tool_calls\":[{\"index\":0,"
                + id
                + "\"function\":{"
                + name
                + "\"arguments\":\""
                + arguments
                + "\"}}]}";
    }
}
