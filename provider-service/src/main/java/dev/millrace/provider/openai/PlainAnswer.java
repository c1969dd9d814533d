package dev.millrace.provider.openai;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Reasoning;
import dev.millrace.provider.protocol.Thoughts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks and normalises a chat completion that came whole. */
final class PlainAnswer {

    private final Dialect dialect;
    private final ChatCall call;
    private final boolean thoughts;

    PlainAnswer(Dialect dialect, ChatCall call) {
        this.dialect = dialect;
        this.call = call;
        this.thoughts = Reasoning.of(call.body()).included();
    }

    Answer read(JsonNode tree) throws ProviderException {
        if (tree.hasNonNull("error") && !tree.path("choices").isArray()) {
            throw new ProviderException(VendorErrors.inside(tree, dialect));
        }
        JsonNode given = tree.get("choices");
        if (!(given instanceof ArrayNode choices) || choices.isEmpty()) {
            throw new ProviderException(
                    new ProviderFailure.InvalidAnswer("no choices"),
                    null,
                    dialect.usage(tree.get("usage")).orElse(null));
        }
        List<String> reasons = new ArrayList<>();
        long tokens = 0;
        long thinking = 0;
        for (int i = 0; i < choices.size(); i++) {
            if (!(choices.get(i) instanceof ObjectNode choice)
                    || !(choice.get("message") instanceof ObjectNode message)) {
                throw new ProviderException(
                        new ProviderFailure.InvalidAnswer("a choice without a message"));
            }
            reasons.add(normalise(choice, message, i));
            String thought = Json.text(message, "reasoning_content");
            thinking += TokenEstimate.ofText(thought);
            tokens +=
                    TokenEstimate.ofText(Json.text(message, "content"))
                            + TokenEstimate.ofText(thought);
            if (!thoughts) {
                Thoughts.remove(message, call);
            }
        }
        String model = Json.text(tree, "model");
        Usage told = dialect.usage(tree.get("usage")).orElse(null);
        return new Answer(
                model.isEmpty() ? call.model() : model,
                Json.bytes(choices),
                reasons,
                told != null ? told : TokenEstimate.chat(call.body(), tokens, thinking),
                optional(tree, "system_fingerprint"),
                optional(tree, "service_tier"));
    }

    private String normalise(ObjectNode choice, ObjectNode message, int position)
            throws ProviderException {
        dialect.correct(choice);
        String reason = Json.text(choice, "finish_reason");
        if (dialect.isBreakdown(reason)) {
            throw new ProviderException(new ProviderFailure.ServerError(503, reason));
        }
        JsonNode index = choice.get("index");
        if (index == null || !index.isInt()) {
            choice.put("index", position);
        }
        ChunkReader.reasoningContent(message);
        if (Json.text(message, "role").isEmpty()) {
            message.put("role", "assistant");
        }
        if (!message.has("content")) {
            message.putNull("content");
        }
        JsonNode calls = message.get("tool_calls");
        boolean called = calls != null && calls.isArray() && !calls.isEmpty();
        if (!called) {
            message.remove("tool_calls");
        }
        String usual = dialect.finishReason(reason);
        String normal = called && usual.equals("stop") ? "tool_calls" : usual;
        choice.put("finish_reason", normal);
        if (!choice.hasNonNull("logprobs")) {
            choice.remove("logprobs");
        }
        return normal;
    }

    private static @Nullable String optional(JsonNode tree, String name) {
        String text = Json.text(tree, name);
        return text.isEmpty() ? null : text;
    }
}
