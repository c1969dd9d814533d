package dev.millrace.provider.compatible;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.compatible.Abilities.Ability;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.openai.Rules;
import dev.millrace.provider.protocol.Reasoning;
import java.util.EnumSet;
import java.util.Set;

/** As OpenAI's, but for what the endpoint is said not to take. */
record CompatibleDialect(Abilities abilities) implements Dialect {

    @Override
    public String kind() {
        return "compatible";
    }

    @Override
    public boolean streamUsage() {
        return abilities.has(Ability.STREAM_OPTIONS);
    }

    @Override
    public boolean thinkTags() {
        return true;
    }

    @Override
    public Set<AnswerFormat> formats(String model) {
        Set<AnswerFormat> formats = EnumSet.of(AnswerFormat.JSON_OBJECT);
        if (abilities.has(Ability.JSON_SCHEMA)) {
            formats.add(AnswerFormat.JSON_SCHEMA);
        }
        if (abilities.has(Ability.TOOL_CHOICE_REQUIRED)) {
            formats.add(AnswerFormat.FORCED_TOOL);
        }
        return formats;
    }

    @Override
    public void ask(Draft draft) throws ProviderException {
        if (!streamUsage()) {
            draft.drop("stream_options");
        }
        messages(draft);
        if (!abilities.has(Ability.MAX_COMPLETION_TOKENS)) {
            Rules.oldLimit(draft);
        }
        if (!abilities.has(Ability.JSON_SCHEMA)) {
            Rules.jsonWithoutSchema(draft);
        }
        if (!abilities.has(Ability.TOOL_CHOICE_REQUIRED)) {
            Rules.chooseFreely(draft);
        }
        if (!abilities.has(Ability.PARALLEL_TOOL_CALLS)) {
            if (draft.value("parallel_tool_calls").asBoolean(true)) {
                draft.leaveOut("parallel_tool_calls");
            } else {
                draft.drop("parallel_tool_calls");
            }
        }
        Reasoning asked = draft.reasoning();
        if (asked.off()) {
            draft.set("reasoning_effort", Reasoning.NONE);
        } else if (!asked.effort().isEmpty()) {
            draft.set("reasoning_effort", asked.effort());
        }
        Rules.budgetless(draft);
    }

    private void messages(Draft draft) throws ProviderException {
        if (!abilities.has(Ability.DEVELOPER_ROLE)
                && draft.mentions("developer")
                && draft.history().rename("developer", "system")) {
            draft.note("messages.role");
        }
        if (!abilities.has(Ability.VISION)
                && draft.mentions("image_url")
                && draft.history().hasPart("image_url", _ -> true)) {
            throw Rules.refusal("messages", "This provider takes no images.");
        }
    }
}
