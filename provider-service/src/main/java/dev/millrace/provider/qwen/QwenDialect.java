package dev.millrace.provider.qwen;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.openai.Refusal;
import dev.millrace.provider.openai.Rules;
import dev.millrace.provider.openai.UsageReader;
import dev.millrace.provider.protocol.Reasoning;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** DashScope's compatible mode. */
final class QwenDialect implements Dialect {

    private static final String FLAG = "enable_thinking";
    private static final String BUDGET = "thinking_budget";

    /** They do nothing but think before they answer, and cannot be told not to. */
    private static final Pattern ALWAYS = Pattern.compile("qwq.*|qvq.*|.*-thinking(?:-.*)?");

    /** They never think. */
    private static final Pattern NEVER =
            Pattern.compile(".*-(?:instruct|coder)(?:-.*)?|qwen-?(?:1\\.5|2|2\\.5)-.*");

    @Override
    public EmbeddingLimits embeddingLimits() {
        return EmbeddingLimits.of(10);
    }

    @Override
    public String kind() {
        return "qwen";
    }

    /** JSON mode and forced tools exclude thinking. */
    @Override
    public Set<AnswerFormat> formats(String model) {
        return ALWAYS.matcher(model).matches()
                ? EnumSet.noneOf(AnswerFormat.class)
                : EnumSet.allOf(AnswerFormat.class);
    }

    @Override
    public void ask(Draft draft) {
        draft.withoutForeignThoughts();
        draft.history().rename("developer", "system");
        draft.history().systemFirst();
        Rules.oldLimit(draft);
        draft.drop("frequency_penalty");
        if (thinks(draft)) {
            // Forced while it thinks, it calls what it likes or nothing.
            Rules.chooseFreely(draft);
            if (!draft.isStreamed()) {
                draft.buffer();
            }
        }
    }

    /** Sends the flag in any case: models that may think or not differ in what they do unasked. */
    private static boolean thinks(Draft draft) {
        Reasoning asked = draft.reasoning();
        boolean own = draft.value(FLAG).asBoolean(false);
        boolean wanted = asked.asked() ? !asked.off() : own;
        boolean thinks = wanted;
        if (ALWAYS.matcher(draft.model()).matches()) {
            thinks = true;
            if (asked.off()) {
                draft.note(asked.name());
            }
            if (isJson(draft)) {
                draft.drop("response_format");
            }
        } else if (wanted && (NEVER.matcher(draft.model()).matches() || isJson(draft))) {
            thinks = false;
            draft.note(asked.asked() ? asked.name() : FLAG);
        }
        draft.set(FLAG, thinks);
        budget(draft, thinks);
        return thinks;
    }

    private static void budget(Draft draft, boolean thinks) {
        Reasoning asked = draft.reasoning();
        draft.leaveOut("reasoning_effort");
        if (!thinks) {
            draft.leaveOut(BUDGET);
        } else if (asked.on()) {
            draft.set(BUDGET, asked.tokens(Reasoning.TOKENS));
        } else if (asked.strange()) {
            draft.note(asked.name());
        }
    }

    /** JSON mode and thinking exclude each other. */
    private static boolean isJson(Draft draft) {
        return draft.value("response_format").path("type").asString("").startsWith("json");
    }

    /** What went into the cache lies within the prompt's tokens. */
    @Override
    public Optional<Usage> usage(@Nullable JsonNode usage) {
        return usage == null
                ? Optional.empty()
                : UsageReader.read(
                        usage,
                        0,
                        UsageReader.count(
                                usage.path("prompt_tokens_details"),
                                "cache_creation_input_tokens"));
    }

    @Override
    public @Nullable ProviderFailure failure(Refusal refusal) {
        return switch (refusal.code()) {
            case "invalid_parameter_error" -> refusal.invalid();
            case "data_inspection_failed" -> refusal.filtered();
            case "Arrearage" -> refusal.exhausted();
            // The last two mean tokens a minute: they pass.
            case "limit_requests",
                    "limit_burst_rate",
                    "Throttling.RateQuota",
                    "Throttling.AllocationQuota",
                    "insufficient_quota" ->
                    refusal.rateLimited();
            default -> null;
        };
    }
}
