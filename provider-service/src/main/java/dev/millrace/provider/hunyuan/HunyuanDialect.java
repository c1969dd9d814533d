package dev.millrace.provider.hunyuan;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.openai.EmbeddingDraft;
import dev.millrace.provider.openai.History;
import dev.millrace.provider.openai.Rules;
import dev.millrace.provider.protocol.Reasoning;
import java.util.List;

/**
 * Hunyuan's compatible mode. Its rules for conversations are those of its native API.
 *
 * @param hub it is TokenHub, which can be told how much to think and counts no messages
 */
record HunyuanDialect(boolean hub) implements Dialect {

    private static final int MOST_MESSAGES = 40;
    private static final String DIMENSIONS = "1024";
    private static final List<String> LEVELS = List.of("low", "medium", "high");

    @Override
    public EmbeddingLimits embeddingLimits() {
        return EmbeddingLimits.of(16);
    }

    @Override
    public String kind() {
        return "hunyuan";
    }

    @Override
    public void ask(Draft draft) throws ProviderException {
        draft.withoutForeignThoughts();
        History history = draft.history();
        history.rename("developer", "system");
        history.withoutBlank();
        history.systemFirst();
        history.joinNeighbours("user");
        history.joinNeighbours("assistant");
        if (!hub && history.size() > MOST_MESSAGES) {
            throw Rules.refusal("messages", "This provider takes at most 40 messages.");
        }
        Rules.oldLimit(draft);
        if (hub) {
            thinking(draft);
        } else {
            Rules.noReasoning(draft);
        }
    }

    private static void thinking(Draft draft) {
        Reasoning asked = draft.reasoning();
        if (!asked.asked()) {
            return;
        }
        draft.leaveOut("reasoning_effort");
        draft.set(
                "thinking",
                Json.MAPPER.createObjectNode().put("type", asked.off() ? "disabled" : "enabled"));
        if (asked.on()) {
            draft.set("reasoning_effort", asked.level(LEVELS));
        }
        if (asked.strange()) {
            draft.note(asked.name());
        }
        Rules.budgetless(draft);
    }

    /** Its vectors have one length. */
    @Override
    public void embed(EmbeddingDraft draft) {
        if (draft.is("dimensions", DIMENSIONS)) {
            draft.leaveOut("dimensions");
        } else {
            draft.drop("dimensions");
        }
    }
}
