package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Request;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a chat completion request into a Messages request. The API refuses members it does not
 * know, so what has no counterpart is left out and named.
 */
final class MessagesBody {

    /** Members of the Messages API that callers may use as they are. */
    private static final Set<String> OWN =
            Set.of(
                    "cache_control",
                    "container",
                    "context_management",
                    "inference_geo",
                    "mcp_servers",
                    "top_k",
                    "top_p",
                    "temperature");

    /** Decided by the call, or translated one by one below. */
    private static final Set<String> TRANSLATED =
            Set.of(
                    "model",
                    "messages",
                    "stream",
                    "stream_options",
                    "max_tokens",
                    "max_completion_tokens",
                    "stop",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "response_format",
                    "reasoning",
                    "reasoning_effort",
                    "thinking",
                    "output_config",
                    "service_tier",
                    "user",
                    "safety_identifier",
                    "n");

    /** What would take longer than ten minutes the API gives as a stream alone. */
    private static final int LONGEST_PLAIN = 21_333;

    private final ObjectNode in;
    private final ObjectNode out = Json.MAPPER.createObjectNode();
    private final ClaudeModel model;
    private final SortedSet<String> dropped = new TreeSet<>();

    private MessagesBody(ObjectNode in, String model) {
        this.in = in;
        this.model = ClaudeModel.of(model);
        out.put("model", model);
    }

    /**
     * Translates the call.
     *
     * @throws ProviderException when something is asked for that this vendor cannot do, and an
     *     answer without it would be another answer
     */
    static Request of(ChatCall call) throws ProviderException {
        ObjectNode in = Json.object(call.body().bytes(), "a request that is no object");
        MessagesBody body = new MessagesBody(in, call.model());
        body.build();
        boolean buffered = !call.stream() && body.out.path("max_tokens").asInt() > LONGEST_PLAIN;
        if (call.stream() || buffered) {
            body.out.put("stream", true);
        }
        return new Request("/messages", Json.bytes(body.out), body.dropped, buffered);
    }

    private void build() throws ProviderException {
        if (in.path("n").asInt(1) > 1) {
            throw refusal("n", "This provider gives one choice.");
        }
        limit();
        Conversation.of(in.path("messages"), model).into(out);
        stops();
        for (Map.Entry<String, JsonNode> member : in.properties()) {
            String name = member.getKey();
            if (OWN.contains(name) && !member.getValue().isNull()) {
                out.set(name, member.getValue());
            } else if (!Request.OURS.contains(name) && !TRANSLATED.contains(name)) {
                dropped.add(name);
            }
        }
        person();
        tier();
        boolean thinks = new ThinkingWish(in, out, model, dropped).apply();
        sampling(thinks);
        format();
        Tools.into(in, out, thinks, dropped);
    }

    static ProviderException refusal(String param, String detail) {
        return new ProviderException(new ProviderFailure.InvalidRequest(param, detail));
    }

    private void limit() {
        int asked = in.path("max_completion_tokens").asInt(in.path("max_tokens").asInt(0));
        out.put("max_tokens", asked > 0 ? asked : model.maxTokens());
    }

    private void stops() {
        JsonNode stop = in.path("stop");
        ArrayNode sequences = Json.MAPPER.createArrayNode();
        for (JsonNode one : stop.isString() ? Json.MAPPER.createArrayNode().add(stop) : stop) {
            // Blank ones are refused.
            if (!one.asString("").isBlank()) {
                sequences.add(one.asString(""));
            }
        }
        if (!sequences.isEmpty()) {
            out.set("stop_sequences", sequences);
        }
    }

    private void person() {
        String user = Json.text(in, "safety_identifier");
        user = user.isEmpty() ? Json.text(in, "user") : user;
        if (!user.isEmpty()) {
            out.putObject("metadata").put("user_id", user);
        }
    }

    private void tier() {
        switch (Json.text(in, "service_tier")) {
            case "auto", "standard_only" -> out.set("service_tier", in.get("service_tier"));
            case "default" -> out.put("service_tier", "standard_only");
            case "" -> {
                // Not asked for.
            }
            default -> dropped.add("service_tier");
        }
    }

    private void sampling(boolean thinks) {
        if (!model.sampling() || thinks) {
            drop("temperature");
            drop("top_p");
            drop("top_k");
            return;
        }
        if (out.has("temperature") && out.has("top_p")) {
            // One of both is all it takes.
            drop("top_p");
        }
        if (out.path("temperature").asDouble(0) > 1) {
            out.put("temperature", 1);
            dropped.add("temperature");
        }
    }

    private void drop(String name) {
        if (out.remove(name) != null) {
            dropped.add(name);
        }
    }

    private void format() {
        JsonNode format = in.path("response_format");
        switch (Json.text(format, "type")) {
            case "json_schema" -> {
                if (model.schemas()) {
                    ObjectNode own = out.withObject("output_config").putObject("format");
                    own.put("type", "json_schema");
                    own.set("schema", Schemas.accepted(format.path("json_schema").path("schema")));
                } else {
                    dropped.add("response_format");
                }
            }
            case "text", "" -> {
                // What it does anyway.
            }
            default -> dropped.add("response_format");
        }
    }
}
