package dev.millrace.provider.ollama;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.StreamPart;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of a stream: each holds what is new of the message, the last one says {@code done}. A
 * whole answer is such a line too. Calls come whole, some in each line, and are numbered through
 * the stream.
 */
final class ChatLines implements EventReader {

    private final RequestBody asked;
    private int calls;
    private boolean spoken;

    ChatLines(RequestBody asked) {
        this.asked = asked;
    }

    @Override
    public StreamPart read(byte[] event) throws ProviderException {
        return part(Json.object(event, "a line that is no JSON"));
    }

    StreamPart part(ObjectNode line) throws ProviderException {
        if (line.hasNonNull("error")) {
            throw new ProviderException(OllamaErrors.inside(line));
        }
        boolean done = line.path("done").asBoolean(false);
        JsonNode message = line.path("message");
        if (!message.isObject() && !done) {
            return StreamPart.NOTHING;
        }
        if (!message.isObject() && !spoken) {
            throw new ProviderException(
                    new ProviderFailure.InvalidAnswer("no message"), null, usage(line));
        }
        ArrayNode choices = Json.MAPPER.createArrayNode();
        ObjectNode choice = choices.addObject().put("index", 0);
        choice.set("delta", delta(message));
        if (done) {
            choice.put("finish_reason", reason(Json.text(line, "done_reason")));
        }
        return new StreamPart(
                Json.text(line, "model"), choices, done ? usage(line) : null, "", "", null, done);
    }

    private ObjectNode delta(JsonNode message) {
        ObjectNode delta = Json.MAPPER.createObjectNode();
        text(message, "content", "content", delta);
        text(message, "thinking", "reasoning_content", delta);
        for (JsonNode given : message.path("tool_calls")) {
            JsonNode function = given.path("function");
            JsonNode arguments = function.path("arguments");
            String id = Json.text(given, "id");
            ObjectNode call = delta.withArray("tool_calls").addObject();
            call.put("index", calls++);
            // Older servers give none, and a result has to name its call.
            call.put("id", id.isEmpty() ? "call_" + UUID.randomUUID() : id);
            call.put("type", "function");
            call.putObject("function")
                    .put("name", Json.text(function, "name"))
                    .put("arguments", arguments.isObject() ? arguments.toString() : "{}");
        }
        spoken |= !delta.isEmpty();
        return delta;
    }

    private static void text(JsonNode message, String from, String to, ObjectNode delta) {
        String text = Json.text(message, from);
        if (!text.isEmpty()) {
            delta.put(to, text);
        }
    }

    /** It stays {@code stop} when tools are called; what gathers the stream knows. */
    private static String reason(String said) {
        return switch (said) {
            case "", "load", "unload" -> "stop";
            default -> said;
        };
    }

    /**
     * Counts that are nought are left out, and so is the prompt's when it came from the cache: that
     * one alone is then estimated.
     */
    private @Nullable Usage usage(ObjectNode line) {
        boolean told = line.path("prompt_eval_count").isNumber();
        boolean wrote = line.path("eval_count").isNumber();
        if (!wrote && (spoken || !told)) {
            return null;
        }
        long output = Math.max(0, line.path("eval_count").asLong(0));
        long input = Math.max(0, line.path("prompt_eval_count").asLong(0));
        return told
                ? new Usage(input, output, 0L, 0L, 0L, false)
                : TokenEstimate.chat(asked, output);
    }
}
