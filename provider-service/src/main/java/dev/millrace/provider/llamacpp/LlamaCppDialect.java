package dev.millrace.provider.llamacpp;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.openai.Refusal;
import dev.millrace.provider.openai.Rules;
import dev.millrace.provider.protocol.Reasoning;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What llama.cpp's server has of its own; the rest is as the model's template has it. */
final class LlamaCppDialect implements Dialect {

    private static final String TEMPLATE = "chat_template_kwargs";

    @Override
    public String kind() {
        return "llamacpp";
    }

    @Override
    public boolean thinkTags() {
        return true;
    }

    @Override
    public void ask(Draft draft) {
        draft.withoutForeignThoughts();
        Rules.oldLimit(draft);
        Reasoning asked = draft.reasoning();
        if (!asked.asked()) {
            return;
        }
        ObjectNode template =
                draft.value(TEMPLATE) instanceof ObjectNode own
                        ? own.deepCopy()
                        : Json.MAPPER.createObjectNode();
        draft.set(TEMPLATE, template.put("enable_thinking", !asked.off()));
        if (asked.off()) {
            draft.set("reasoning_effort", Reasoning.NONE);
        } else if (!asked.effort().isEmpty()) {
            draft.set("reasoning_effort", asked.effort());
        }
        Rules.budgetless(draft);
    }

    @Override
    public @Nullable ProviderFailure failure(Refusal refusal) {
        return refusal.code().equals("exceed_context_size_error")
                        || refusal.type().equals("exceed_context_size_error")
                ? refusal.contextTooLong()
                : null;
    }
}
