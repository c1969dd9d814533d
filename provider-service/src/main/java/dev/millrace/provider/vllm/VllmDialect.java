package dev.millrace.provider.vllm;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.protocol.Reasoning;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What vLLM's server has of its own. */
final class VllmDialect implements Dialect {

    private static final String TEMPLATE = "chat_template_kwargs";
    private static final List<String> LEVELS = List.of("low", "medium", "high");

    @Override
    public String kind() {
        return "vllm";
    }

    /** Where the server has no parser for the model's thoughts. */
    @Override
    public boolean thinkTags() {
        return true;
    }

    @Override
    public void ask(Draft draft) {
        draft.withoutForeignThoughts();
        Reasoning asked = draft.reasoning();
        if (!asked.asked()) {
            return;
        }
        ObjectNode template =
                draft.value(TEMPLATE) instanceof ObjectNode own
                        ? own.deepCopy()
                        : Json.MAPPER.createObjectNode();
        draft.set(TEMPLATE, template.put("enable_thinking", !asked.off()));
        draft.leaveOut("reasoning_effort");
        if (asked.on() && !asked.effort().isEmpty()) {
            draft.set("reasoning_effort", asked.level(LEVELS));
        }
        if (asked.strange()) {
            draft.note(asked.name());
        }
        if (asked.hasBudget()) {
            draft.set("thinking_token_budget", asked.budget());
        }
    }
}
