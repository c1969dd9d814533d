package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Reasoning;
import dev.millrace.provider.protocol.Request;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a chat completion request into a Responses request. Nothing is kept at the vendor
 * unless the caller wants it, so what was thought comes back sealed. Members that chat completions
 * alone have are left out and named; all others pass as they are.
 */
final class ResponsesBody {

    /** Of chat completions alone, or nothing that one call and one answer could hold. */
    private static final Set<String> WITHOUT =
            Set.of(
                    "audio",
                    "background",
                    "frequency_penalty",
                    "function_call",
                    "input",
                    "logit_bias",
                    "prediction",
                    "presence_penalty",
                    "seed",
                    "stop",
                    "web_search_options");

    /** Decided by the call, or translated one by one below. */
    private static final Set<String> TRANSLATED =
            Set.of(
                    "model",
                    "messages",
                    "stream",
                    "stream_options",
                    "max_tokens",
                    "max_completion_tokens",
                    "tools",
                    "tool_choice",
                    "functions",
                    "response_format",
                    "reasoning",
                    "reasoning_effort",
                    "verbosity",
                    "text",
                    "include",
                    "store",
                    "temperature",
                    "top_p",
                    "logprobs",
                    "top_logprobs",
                    "modalities",
                    "n");

    /** The API refuses less. */
    private static final int LEAST_OUTPUT = 16;

    private final ObjectNode in;
    private final ObjectNode out = Json.MAPPER.createObjectNode();
    private final GptModel model;
    private final SortedSet<String> dropped = new TreeSet<>();

    private ResponsesBody(ObjectNode in, String model) {
        this.in = in;
        this.model = GptModel.of(model);
        out.put("model", model);
    }

    /**
     * Translates the call.
     *
     * @throws ProviderException when something is asked for that Responses cannot do, and an answer
     *     without it would be another answer
     */
    static Request of(ChatCall call) throws ProviderException {
        ObjectNode in = Json.object(call.body().bytes(), "a request that is no object");
        ResponsesBody body = new ResponsesBody(in, call.model());
        body.build(call.stream());
        return new Request("/responses", Json.bytes(body.out), body.dropped);
    }

    static ProviderException refusal(String param, String detail) {
        return new ProviderException(new ProviderFailure.InvalidRequest(param, detail));
    }

    private void build(boolean stream) throws ProviderException {
        if (in.path("n").asInt(1) > 1) {
            throw refusal("n", "This provider gives one choice here.");
        }
        for (JsonNode modality : in.path("modalities")) {
            if (!modality.asString("").equals("text")) {
                throw refusal("modalities", "This provider answers in text alone here.");
            }
        }
        out.set("input", InputItems.of(in.path("messages"), model.reasons(), dropped));
        stream(stream);
        limit();
        out.put("store", in.path("store").asBoolean(false));
        for (Map.Entry<String, JsonNode> member : in.properties()) {
            pass(member.getKey(), member.getValue());
        }
        boolean thinks = reasoning();
        ArrayNode include =
                in.get("include") instanceof ArrayNode given
                        ? given.deepCopy()
                        : Json.MAPPER.createArrayNode();
        if (model.reasons()) {
            include(include, "reasoning.encrypted_content");
        }
        sampling(thinks, include);
        if (!include.isEmpty()) {
            out.set("include", include);
        }
        text();
        FlatTools.into(in, out);
    }

    private void pass(String name, JsonNode value) {
        if (value.isNull() || TRANSLATED.contains(name) || Request.OURS.contains(name)) {
            return;
        }
        if (!WITHOUT.contains(name)) {
            out.set(name, value);
        } else if (!isNeutral(name, value)) {
            dropped.add(name);
        }
    }

    /** Left out or not, the answer is the same. */
    private static boolean isNeutral(String name, JsonNode value) {
        return (name.endsWith("_penalty") && value.asDouble(1) == 0)
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainer() && value.isEmpty());
    }

    private void stream(boolean stream) {
        if (!stream) {
            return;
        }
        out.put("stream", true);
        JsonNode obfuscation = in.path("stream_options").path("include_obfuscation");
        if (obfuscation.isBoolean()) {
            out.putObject("stream_options").set("include_obfuscation", obfuscation);
        }
    }

    private void limit() {
        String name =
                in.hasNonNull("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        int asked = in.path(name).asInt(0);
        if (asked > 0) {
            out.put("max_output_tokens", Math.max(asked, LEAST_OUTPUT));
        }
        if (asked > 0 && asked < LEAST_OUTPUT) {
            dropped.add(name);
        }
    }

    /** True when the model will think. */
    private boolean reasoning() {
        ObjectNode reasoning =
                in.get("reasoning") instanceof ObjectNode given
                        ? given.deepCopy()
                        : Json.MAPPER.createObjectNode();
        Reasoning asked = Reasoning.of(in);
        JsonNode wanted = reasoning.path("include");
        // Nobody but verified organisations gets summaries: only who asks takes that risk.
        if (wanted.asBoolean(false) && !reasoning.has("summary")) {
            reasoning.put("summary", "auto");
        }
        if (reasoning.has("budget_tokens")) {
            dropped.add("reasoning.budget_tokens");
        }
        reasoning.remove(Set.of("include", "budget_tokens", "effort"));
        if (!model.reasons()) {
            if (asked.asked() && !asked.off()) {
                dropped.add(in.has("reasoning_effort") ? "reasoning_effort" : "reasoning");
            }
            return false;
        }
        String effort = model.effort(asked);
        if (!effort.isEmpty()) {
            reasoning.put("effort", effort);
        }
        if (!asked.effort().isEmpty() && !effort.equals(asked.effort())) {
            dropped.add(in.has("reasoning_effort") ? "reasoning_effort" : "reasoning.effort");
        }
        if (!reasoning.isEmpty()) {
            out.set("reasoning", reasoning);
        }
        return model.thinks(effort);
    }

    /** A model that thinks takes none of it. */
    private void sampling(boolean thinks, ArrayNode include) {
        boolean logprobs = in.path("logprobs").asBoolean(false);
        for (String name : Set.of("temperature", "top_p", "top_logprobs")) {
            if (!in.hasNonNull(name)) {
                continue;
            }
            if (thinks) {
                dropped.add(name);
            } else if (!name.equals("top_logprobs") || logprobs) {
                out.set(name, in.get(name));
            }
        }
        if (logprobs && thinks) {
            dropped.add("logprobs");
        } else if (logprobs) {
            include(include, "message.output_text.logprobs");
        }
    }

    private static void include(ArrayNode include, String name) {
        for (JsonNode there : include) {
            if (there.asString("").equals(name)) {
                return;
            }
        }
        include.add(name);
    }

    private void text() {
        ObjectNode text =
                in.get("text") instanceof ObjectNode given
                        ? given.deepCopy()
                        : Json.MAPPER.createObjectNode();
        if (in.hasNonNull("verbosity")) {
            text.set("verbosity", in.get("verbosity"));
        }
        JsonNode format = in.path("response_format");
        if (format.path("json_schema").isObject()) {
            ObjectNode flat = text.putObject("format").put("type", "json_schema");
            flat.setAll((ObjectNode) format.path("json_schema"));
        } else if (format.isObject()) {
            text.set("format", format);
        }
        if (!text.isEmpty()) {
            out.set("text", text);
        }
    }
}
