package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.TokenEstimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One choice of a stream: normalises its deltas and gathers the message they make. */
final class StreamedChoice {

    /** Lists that a vendor wants back with the message, in the order in which they came. */
    private static final List<String> KEPT = List.of("thinking_blocks", "reasoning_items");

    private final int index;
    private final StringBuilder content = new StringBuilder();
    private final Thoughts thoughts;
    private final StringBuilder refusal = new StringBuilder();
    private final Map<String, ArrayNode> kept = new LinkedHashMap<>();
    private final ToolCalls toolCalls = new ToolCalls();
    private @Nullable ArrayNode logprobs;
    private @Nullable ObjectNode extraContent;
    private @Nullable String role;
    private @Nullable String finishReason;

    /**
     * @param thoughts what the caller wants of them
     */
    StreamedChoice(int index, Thoughts thoughts) {
        this.index = index;
        this.thoughts = thoughts;
    }

    /** The choice as it goes on to the client, or null when it says nothing. */
    @Nullable ObjectNode accept(JsonNode choice) {
        JsonNode given = choice.path("delta");
        ObjectNode delta =
                given instanceof ObjectNode object ? object : Json.MAPPER.createObjectNode();
        boolean first = role == null;
        if (first) {
            String named = Json.text(delta, "role");
            role = named.isEmpty() ? "assistant" : named;
        } else {
            delta.remove("role");
        }
        content.append(Json.text(delta, "content"));
        thoughts.accept(delta);
        refusal.append(Json.text(delta, "refusal"));
        JsonNode calls = delta.get("tool_calls");
        if (calls != null && calls.isArray()) {
            toolCalls.accept(calls);
        } else {
            delta.remove("tool_calls");
        }
        for (String name : KEPT) {
            if (delta.get(name) instanceof ArrayNode array) {
                kept.computeIfAbsent(name, _ -> Json.MAPPER.createArrayNode()).addAll(array);
            }
        }
        if (delta.get("extra_content") instanceof ObjectNode extra) {
            extraContent = extra;
        }
        JsonNode tokens = choice.path("logprobs").get("content");
        if (tokens != null && tokens.isArray()) {
            logprobs = logprobs == null ? Json.MAPPER.createArrayNode() : logprobs;
            logprobs.addAll((ArrayNode) tokens);
        }
        boolean finishes = finish(choice);
        if (delta.isEmpty() && !finishes) {
            role = first ? null : role;
            return null;
        }
        if (first && role != null) {
            delta = withRole(role, delta);
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("index", index).set("delta", delta);
        if (choice.hasNonNull("logprobs")) {
            out.set("logprobs", choice.get("logprobs"));
        }
        out.put("finish_reason", finishes ? finishReason : null);
        return out;
    }

    private boolean finish(JsonNode choice) {
        String reason = Json.text(choice, "finish_reason");
        if (reason.isEmpty() || finishReason != null) {
            return false;
        }
        finishReason = reason(reason);
        return true;
    }

    /** Some vendors say {@code stop}, or nothing, when the model calls tools. */
    private String reason(String said) {
        boolean stop = said.isEmpty() || said.equals("stop");
        return stop ? (toolCalls.isEmpty() ? "stop" : "tool_calls") : said;
    }

    private static ObjectNode withRole(String role, ObjectNode delta) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("role", role);
        delta.remove("role");
        out.setAll(delta);
        return out;
    }

    boolean finished() {
        return finishReason != null;
    }

    /** The end marker came without a reason. */
    void finishBare() {
        if (finishReason == null) {
            finishReason = reason("");
        }
    }

    /** {@code error} for a choice that was not finished. */
    String finishReason() {
        return finishReason == null ? "error" : finishReason;
    }

    ObjectNode assembled() {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("index", index);
        ObjectNode message = out.putObject("message");
        message.put("role", role == null ? "assistant" : role);
        boolean silent = content.isEmpty() && (!toolCalls.isEmpty() || !refusal.isEmpty());
        message.put("content", silent ? null : content.toString());
        thoughts.into(message);
        if (extraContent != null) {
            message.set("extra_content", extraContent);
        }
        kept.forEach(message::set);
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal.toString());
        }
        if (!toolCalls.isEmpty()) {
            message.set("tool_calls", toolCalls.assembled());
        }
        if (logprobs != null) {
            out.putObject("logprobs").set("content", logprobs);
        }
        out.put("finish_reason", finishReason);
        return out;
    }

    long estimatedTokens() {
        return TokenEstimate.ofText(content)
                + thoughts.estimatedTokens()
                + TokenEstimate.ofText(refusal)
                + TokenEstimate.ofText(toolCalls.text());
    }

    long estimatedThoughts() {
        return thoughts.estimatedTokens();
    }
}
