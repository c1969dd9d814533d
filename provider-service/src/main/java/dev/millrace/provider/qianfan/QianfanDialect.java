package dev.millrace.provider.qianfan;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.openai.Refusal;
import dev.millrace.provider.openai.Rules;
import dev.millrace.provider.protocol.RateHeaders;
import dev.millrace.provider.protocol.Reasoning;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Qianfan's chat completions of v2. */
final class QianfanDialect implements Dialect {

    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 20;
    private static final int LEAST_BUDGET = 100;
    private static final String FLAG = "enable_thinking";
    private static final List<String> LEVELS = List.of("low", "medium", "high");

    /** What {@code flag} says of an answer: from here on it is not to be gone on with. */
    private static final int END = 2;

    /** From here on it is not to be shown. */
    private static final int HIDE = 3;

    @Override
    public EmbeddingLimits embeddingLimits() {
        return EmbeddingLimits.of(16);
    }

    @Override
    public String kind() {
        return "qianfan";
    }

    /** Its thinkers of the line X1 have no {@code response_format}. */
    @Override
    public Set<AnswerFormat> formats(String model) {
        return model.startsWith("ernie-x1")
                ? EnumSet.noneOf(AnswerFormat.class)
                : EnumSet.allOf(AnswerFormat.class);
    }

    @Override
    public void ask(Draft draft) throws ProviderException {
        draft.withoutForeignThoughts();
        draft.history().rename("developer", "system");
        if (draft.history().endsBlank()) {
            throw Rules.refusal("messages", "This provider takes no blank last message.");
        }
        Rules.oldLimit(draft);
        if (draft.model().startsWith("ernie-x1-turbo")) {
            draft.drop(
                    "response_format",
                    "stop",
                    "seed",
                    "penalty_score",
                    "presence_penalty",
                    "frequency_penalty");
        }
        Rules.stops(draft, MOST_STOPS, LONGEST_STOP);
        thinking(draft);
    }

    private static void thinking(Draft draft) {
        Reasoning asked = draft.reasoning();
        if (!asked.asked()) {
            return;
        }
        // More than the budget would be thought: then rather nothing.
        boolean tooSmall = asked.hasBudget() && asked.budget() < LEAST_BUDGET;
        boolean thinks = asked.on() && !tooSmall;
        draft.leaveOut("reasoning_effort");
        draft.set(FLAG, thinks);
        if (tooSmall || asked.strange()) {
            draft.note(tooSmall ? Reasoning.BUDGET : asked.name());
        }
        if (thinks && !asked.effort().isEmpty()) {
            draft.set("reasoning_effort", asked.level(LEVELS));
        }
        if (thinks && asked.hasBudget()) {
            draft.set("thinking_budget", asked.budget());
        }
    }

    /** Its judgement of an answer stands beside it. */
    @Override
    public void correct(ObjectNode choice) {
        int flag = choice.path("flag").asInt(0);
        if (flag < END) {
            return;
        }
        choice.put("finish_reason", "content_filter");
        if (flag >= HIDE) {
            for (String name : List.of("message", "delta")) {
                if (choice.get(name) instanceof ObjectNode said) {
                    said.remove(List.of("content", "reasoning_content", "tool_calls"));
                }
            }
        }
    }

    /** Older models say {@code normal}. */
    @Override
    public String finishReason(String said) {
        return said.equals("normal") ? "stop" : Dialect.super.finishReason(said);
    }

    @Override
    public @Nullable ProviderFailure failure(Refusal refusal) {
        return switch (refusal.code()) {
            case "invalid_model" -> refusal.modelNotFound();
            case "invalid_messages" -> refusal.invalid();
            case "tokens_too_long", "characters_too_long" -> refusal.contextTooLong();
            case "invalid_iam_token", "invalid_appid" -> refusal.authentication();
            case "system_unsafe" -> refusal.filtered();
            case "internal_error" -> refusal.broken();
            // Of requests, tokens, a user, a cluster.
            default ->
                    refusal.code().endsWith("rate_limit_exceeded") ? refusal.rateLimited() : null;
        };
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return RateHeaders.orNull(
                RateHeaders.window(head, "x-ratelimit-", "-requests"),
                null,
                RateHeaders.window(head, "x-ratelimit-", "-input-tokens"),
                RateHeaders.window(head, "x-ratelimit-", "-output-tokens"));
    }
}
