package dev.millrace.provider.anthropic;

import dev.millrace.provider.anthropic.ClaudeModel.Thinking;
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
                    "reasoning_effort",
                    "thinking",
                    "output_config",
                    "service_tier",
                    "user",
                    "safety_identifier",
                    "n");

    /** Tokens to think with, for models that take a number. */
    private static final Map<String, Integer> BUDGETS =
            Map.of(
                    "minimal", 1_024,
                    "low", 1_024,
                    "medium", 2_048,
                    "high", 4_096,
                    "xhigh", 8_192,
                    "max", 16_384);

    private static final int LEAST_BUDGET = 1_024;

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
        body.build(call.stream());
        return new Request("/messages", Json.bytes(body.out), body.dropped);
    }

    private void build(boolean stream) throws ProviderException {
        if (in.path("n").asInt(1) > 1) {
            throw refusal("n", "This provider gives one choice.");
        }
        limit();
        Conversation.of(in.path("messages")).into(out);
        if (stream) {
            out.put("stream", true);
        }
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
        boolean thinks = thinking();
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

    private boolean thinking() {
        if (in.get("output_config") instanceof ObjectNode config) {
            out.set("output_config", config.deepCopy());
        }
        if (in.get("thinking") instanceof ObjectNode own) {
            out.set("thinking", own);
            return !Json.text(own, "type").equals("disabled");
        }
        String effort = Json.text(in, "reasoning_effort");
        if (effort.isEmpty()) {
            return false;
        }
        return effort.equals("none") ? silent() : thinking(effort);
    }

    /** Models that think by themselves have to be told not to. */
    private boolean silent() {
        switch (model.thinking()) {
            case ADAPTIVE -> out.putObject("thinking").put("type", "disabled");
            case ALWAYS -> dropped.add("reasoning_effort");
            case NONE, BUDGET -> {
                // They do not unless told to.
            }
        }
        return false;
    }

    private boolean thinking(String effort) {
        if (model.thinking() == Thinking.NONE || !BUDGETS.containsKey(effort)) {
            dropped.add("reasoning_effort");
            return false;
        }
        if (model.thinking() == Thinking.BUDGET) {
            return budget(BUDGETS.getOrDefault(effort, LEAST_BUDGET));
        }
        out.putObject("thinking").put("type", "adaptive").put("display", "summarized");
        boolean highest = effort.equals("xhigh") && model.sampling();
        out.withObject("output_config")
                .put("effort", effort.equals("minimal") ? "low" : highest ? "max" : effort);
        return true;
    }

    /** The budget is part of the limit, and has to leave something of it. */
    private boolean budget(int budget) {
        int limit = out.path("max_tokens").asInt();
        boolean named = in.has("max_completion_tokens") || in.has("max_tokens");
        if (!named) {
            limit = budget + model.maxTokens();
            out.put("max_tokens", limit);
        }
        int fitting = Math.min(budget, limit - 1);
        if (fitting < LEAST_BUDGET) {
            dropped.add("reasoning_effort");
            return false;
        }
        out.putObject("thinking").put("type", "enabled").put("budget_tokens", fitting);
        return true;
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
