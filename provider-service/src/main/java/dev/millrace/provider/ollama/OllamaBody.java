package dev.millrace.provider.ollama;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.ollama.ShownModels.Shown;
import dev.millrace.provider.protocol.Request;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Translates a chat completion request into one for {@code /api/chat}. */
final class OllamaBody {

    /** Members of the API that callers may use as they are. */
    private static final Set<String> OWN = Set.of("keep_alive", "format", "think", "truncate");

    /** Those that go among the {@code options}, by the same name. */
    private static final Set<String> OPTIONS =
            Set.of(
                    "temperature",
                    "top_p",
                    "top_k",
                    "min_p",
                    "typical_p",
                    "seed",
                    "presence_penalty",
                    "frequency_penalty",
                    "repeat_penalty",
                    "repeat_last_n",
                    "num_ctx",
                    "num_predict",
                    "num_keep");

    /** Decided by the call, or translated one by one below. */
    private static final Set<String> TRANSLATED =
            Set.of(
                    "model",
                    "stream",
                    "stream_options",
                    "messages",
                    "n",
                    "max_tokens",
                    "max_completion_tokens",
                    "stop",
                    "tools",
                    "tool_choice",
                    "response_format",
                    "reasoning_effort",
                    "reasoning",
                    "options");

    /** Room for an answer that has no limit. */
    private static final long USUAL_ANSWER = 2_048;

    /** What an image takes of the context; models differ between 256 and some thousand. */
    private static final long IMAGE = 1_024;

    private final ChatCall call;
    private final Shown shown;
    private final ObjectNode in;
    private final ObjectNode out = Json.MAPPER.createObjectNode();
    private final ObjectNode options = Json.MAPPER.createObjectNode();
    private final SortedSet<String> dropped = new TreeSet<>();

    private OllamaBody(ChatCall call, Shown shown, ObjectNode in) {
        this.call = call;
        this.shown = shown;
        this.in = in;
    }

    /**
     * Translates the call.
     *
     * @throws ProviderException when something is asked for that this server cannot do, and an
     *     answer without it would be another answer
     */
    static Request of(ChatCall call, Shown shown, ContextSizes sizes) throws ProviderException {
        ObjectNode in = Json.object(call.body().bytes(), "a request that is no object");
        OllamaBody body = new OllamaBody(call, shown, in);
        body.build(sizes);
        return new Request("/api/chat", Json.bytes(body.out), body.dropped);
    }

    private void build(ContextSizes sizes) throws ProviderException {
        if (in.path("n").asInt(1) > 1) {
            throw new ProviderException(
                    new ProviderFailure.InvalidRequest("n", "This provider gives one choice."));
        }
        OllamaMessages messages = OllamaMessages.of(in.path("messages"));
        out.put("model", call.model());
        // A stream is what it gives unasked.
        out.put("stream", call.stream());
        out.set("messages", messages.json());
        for (Map.Entry<String, JsonNode> member : in.properties()) {
            String name = member.getKey();
            if (member.getValue().isNull()
                    || TRANSLATED.contains(name)
                    || Request.OURS.contains(name)) {
                continue;
            }
            if (OPTIONS.contains(name)) {
                options.set(name, member.getValue());
            } else if (OWN.contains(name)) {
                out.set(name, member.getValue());
            } else {
                dropped.add(name);
            }
        }
        tools();
        format();
        new OllamaThinking(in, call.model(), shown).into(out, dropped);
        stops();
        limit();
        if (in.get("options") instanceof ObjectNode own) {
            options.setAll(own);
        }
        context(messages.images(), sizes);
        if (!options.isEmpty()) {
            out.set("options", options);
        }
    }

    private void tools() {
        JsonNode tools = in.path("tools");
        JsonNode choice = in.path("tool_choice");
        boolean none = choice.asString("").equals("none");
        if (tools.isArray() && !tools.isEmpty() && !none) {
            out.set("tools", tools);
        }
        // Whether and what it calls is the model's to choose.
        if (choice.isObject() || choice.asString("").equals("required")) {
            dropped.add("tool_choice");
        }
    }

    private void format() {
        JsonNode format = in.path("response_format");
        switch (out.has("format") ? "" : Json.text(format, "type")) {
            case "json_object" -> out.put("format", "json");
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (schema.isObject()) {
                    out.set("format", schema);
                } else {
                    out.put("format", "json");
                }
            }
            default -> {
                // Text, as always.
            }
        }
    }

    private void stops() {
        JsonNode stop = in.path("stop");
        if (stop.isString()) {
            options.putArray("stop").add(stop);
        } else if (stop instanceof ArrayNode several && !several.isEmpty()) {
            options.set("stop", several);
        }
    }

    private void limit() {
        long limit = in.path("max_completion_tokens").asLong(in.path("max_tokens").asLong(0));
        if (limit > 0) {
            options.put("num_predict", limit);
        }
    }

    /** What does not fit is refused: by default it would be cut without a word. */
    private void context(int images, ContextSizes sizes) {
        if (!out.has("truncate")) {
            out.put("truncate", false);
        }
        if (options.has("num_ctx")) {
            return;
        }
        long prompt = TokenEstimate.chat(call.body(), 0).getInputTokens() * 9 / 8 + images * IMAGE;
        long limit = options.path("num_predict").asLong(0);
        long size =
                sizes.of(call.model(), prompt + (limit > 0 ? limit : USUAL_ANSWER), shown.window());
        if (size > 0) {
            options.put("num_ctx", size);
        }
    }
}
