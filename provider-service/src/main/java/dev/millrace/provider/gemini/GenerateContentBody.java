package dev.millrace.provider.gemini;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
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

/** Translates a chat completion request into a generateContent request. */
final class GenerateContentBody {

    /** Members of the API that callers may use as they are. */
    private static final Set<String> OWN = Set.of("safetySettings", "cachedContent", "labels");

    /** Decided by the call, or translated one by one below. */
    private static final Set<String> TRANSLATED =
            Set.of(
                    "model",
                    "stream",
                    "stream_options",
                    "messages",
                    "max_tokens",
                    "max_completion_tokens",
                    "stop",
                    "tools",
                    "tool_choice",
                    "response_format",
                    "reasoning",
                    "reasoning_effort");

    /** Those that only have another name. */
    private static final Map<String, String> RENAMED =
            Map.of(
                    "temperature", "temperature",
                    "top_p", "topP",
                    "top_k", "topK",
                    "n", "candidateCount",
                    "seed", "seed",
                    "presence_penalty", "presencePenalty",
                    "frequency_penalty", "frequencyPenalty");

    private static final int MOST_STOPS = 5;

    private final ObjectNode in;
    private final ObjectNode out = Json.MAPPER.createObjectNode();
    private final ObjectNode config = Json.MAPPER.createObjectNode();
    private final String model;
    private final SortedSet<String> dropped = new TreeSet<>();

    private GenerateContentBody(ObjectNode in, String model) {
        this.in = in;
        this.model = model;
    }

    /**
     * Translates the call.
     *
     * @throws ProviderException when something is asked for that this vendor cannot do
     */
    static Request of(ChatCall call) throws ProviderException {
        ObjectNode in = Json.object(call.body().bytes(), "a request that is no object");
        GenerateContentBody body = new GenerateContentBody(in, call.model());
        body.build();
        String method = call.stream() ? "streamGenerateContent?alt=sse" : "generateContent";
        return new Request(Gemini.path(call.model(), method), Json.bytes(body.out), body.dropped);
    }

    private void build() throws ProviderException {
        Contents.of(in.path("messages"), model).into(out);
        for (Map.Entry<String, JsonNode> member : in.properties()) {
            String name = member.getKey();
            if (member.getValue().isNull()
                    || TRANSLATED.contains(name)
                    || Request.OURS.contains(name)) {
                continue;
            }
            String own = RENAMED.get(name);
            if (own != null) {
                config.set(own, member.getValue());
            } else if (OWN.contains(name)) {
                out.set(name, member.getValue());
            } else {
                dropped.add(name);
            }
        }
        int limit = in.path("max_completion_tokens").asInt(in.path("max_tokens").asInt(0));
        if (limit > 0) {
            config.put("maxOutputTokens", limit);
        }
        stops();
        format();
        ObjectNode thinking = ThinkingConfig.of(Reasoning.of(in), model, dropped);
        if (!thinking.isEmpty()) {
            config.set("thinkingConfig", thinking);
        }
        if (!config.isEmpty()) {
            out.set("generationConfig", config);
        }
        Functions.into(in, out);
    }

    private void stops() {
        JsonNode stop = in.path("stop");
        ArrayNode sequences = Json.MAPPER.createArrayNode();
        for (JsonNode one : stop.isString() ? Json.MAPPER.createArrayNode().add(stop) : stop) {
            if (sequences.size() == MOST_STOPS) {
                dropped.add("stop");
                break;
            }
            sequences.add(one);
        }
        if (!sequences.isEmpty()) {
            config.set("stopSequences", sequences);
        }
    }

    private void format() {
        JsonNode format = in.path("response_format");
        switch (Json.text(format, "type")) {
            case "json_object" -> config.put("responseMimeType", "application/json");
            case "json_schema" -> {
                config.put("responseMimeType", "application/json");
                JsonNode schema = format.path("json_schema").path("schema");
                if (schema.isObject()) {
                    config.set("responseJsonSchema", schema);
                }
            }
            default -> {
                // Text, as always.
            }
        }
    }
}
