package dev.millrace.provider.openai;

import dev.millrace.provider.protocol.Reasoning;
import dev.millrace.provider.responses.GptModel;

/** OpenAI's own rules, which differ by model: one that thinks refuses what others take. */
final class OpenAiDialect implements Dialect {

    private static final String LIMIT = "max_completion_tokens";
    private static final String OLD_LIMIT = "max_tokens";
    private static final String EFFORT = "reasoning_effort";

    @Override
    public String kind() {
        return "openai";
    }

    @Override
    public void ask(Draft draft) {
        draft.withoutForeignThoughts();
        if (draft.mentions("\"reasoning_content\"")) {
            draft.history().without("reasoning_content");
        }
        draft.drop("top_k");
        GptModel model = GptModel.of(draft.model());
        if (Boolean.TRUE.equals(draft.reasoning().include())) {
            // This surface never tells what was thought.
            draft.note(Reasoning.INCLUDE);
        }
        if (!model.reasons()) {
            unthinking(draft);
            return;
        }
        if (draft.has(LIMIT)) {
            draft.leaveOut(OLD_LIMIT);
        } else {
            draft.rename(OLD_LIMIT, LIMIT);
        }
        if (!model.stops()) {
            draft.drop("stop");
        }
        if (!effort(draft, model).equals(Reasoning.NONE)) {
            Rules.withoutEffect(draft, "temperature", 1);
            Rules.withoutEffect(draft, "top_p", 1);
            draft.drop("logprobs", "top_logprobs");
        }
        Rules.withoutEffect(draft, "presence_penalty", 0);
        Rules.withoutEffect(draft, "frequency_penalty", 0);
        draft.drop("logit_bias");
    }

    private static void unthinking(Draft draft) {
        Reasoning asked = draft.reasoning();
        if (asked.asked() && !asked.off()) {
            draft.note(asked.name());
            if (asked.hasBudget()) {
                draft.note(Reasoning.BUDGET);
            }
        }
        draft.leaveOut(EFFORT);
    }

    /** The effort the model is asked for; empty when it is its own. */
    private static String effort(Draft draft, GptModel model) {
        Reasoning asked = draft.reasoning();
        String effort = model.effort(asked);
        if (asked.off() && !model.silences()) {
            draft.note(asked.name());
        }
        if (asked.hasBudget()) {
            draft.note(Reasoning.BUDGET);
        }
        if (!model.toolsWhileThinking() && !draft.value("tools").isEmpty()) {
            if (asked.on()) {
                draft.note(asked.name());
            }
            effort = Reasoning.NONE;
        }
        if (effort.isEmpty()) {
            draft.leaveOut(EFFORT);
        } else {
            draft.set(EFFORT, effort);
        }
        return effort;
    }
}
