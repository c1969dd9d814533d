package dev.millrace.provider.deepseek;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.openai.Rules;
import dev.millrace.provider.openai.UsageReader;
import dev.millrace.provider.protocol.Reasoning;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * DeepSeek's chat completions: its models think unless they are told not to.
 *
 * @param beta the endpoint takes strict tools
 */
record DeepSeekDialect(boolean beta) implements Dialect {

    /** The meaning of others has changed. */
    private static final List<String> LEVELS = List.of("low", "high", "max");

    private static final String THOUGHTS = "reasoning_content";

    @Override
    public String kind() {
        return "deepseek";
    }

    @Override
    public boolean embeds() {
        return false;
    }

    /** It knows no schema, and a forced tool would keep its models from thinking. */
    @Override
    public Set<AnswerFormat> formats(String model) {
        return EnumSet.of(AnswerFormat.JSON_OBJECT);
    }

    @Override
    public void ask(Draft draft) {
        draft.withoutForeignThoughts();
        draft.history().rename("developer", "system");
        Rules.oldLimit(draft);
        Rules.jsonWithoutSchema(draft);
        if (!beta) {
            Rules.unstrictTools(draft);
        }
        boolean thinks = thinking(draft);
        if (thinks) {
            // They would be ignored without a word.
            Rules.withoutEffect(draft, "temperature", 1);
            Rules.withoutEffect(draft, "presence_penalty", 0);
            Rules.withoutEffect(draft, "frequency_penalty", 0);
            Rules.chooseFreely(draft);
        }
        replay(draft);
    }

    private static boolean thinking(Draft draft) {
        Reasoning asked = draft.reasoning();
        if (isOfOld(draft.model())) {
            Rules.noReasoning(draft);
            return draft.model().contains("reasoner");
        }
        // A tool can be forced only upon a model that does not think.
        boolean unsaid = !asked.asked() && !draft.has("thinking");
        boolean off = asked.off() || (unsaid && Rules.isForced(draft));
        draft.leaveOut("reasoning_effort");
        if (off || asked.asked()) {
            draft.set(
                    "thinking",
                    Json.MAPPER.createObjectNode().put("type", off ? "disabled" : "enabled"));
        }
        if (asked.on()) {
            draft.set("reasoning_effort", asked.level(LEVELS));
        }
        if (asked.strange()) {
            draft.note(asked.name());
        }
        Rules.budgetless(draft);
        return !Json.text(draft.value("thinking"), "type").equals("disabled");
    }

    /** Names of the time before a switch told the same model to think. */
    private static boolean isOfOld(String model) {
        return model.contains("reasoner") || model.contains("chat") || model.contains("-r1");
    }

    /** With tools every answer goes back with its thoughts; the old reasoner refused them. */
    private static void replay(Draft draft) {
        if (draft.model().contains("reasoner") || draft.model().contains("-r1")) {
            draft.history().without(THOUGHTS);
        } else if (!draft.value("tools").isEmpty() || draft.mentions("\"tool_calls\"")) {
            draft.history().completeAnswers(THOUGHTS);
        }
    }

    @Override
    public Optional<Usage> usage(@Nullable JsonNode usage) {
        return usage == null
                ? Optional.empty()
                : UsageReader.read(usage, UsageReader.count(usage, "prompt_cache_hit_tokens"), 0);
    }

    @Override
    public boolean isBreakdown(String reason) {
        return switch (reason) {
            case "insufficient_system_resource", "aborted" -> true;
            default -> Dialect.super.isBreakdown(reason);
        };
    }
}
