package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.AnswerFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a model is asked for an answer with a structure, the surest first. */
enum Mode {
    /** As the caller asked: the vendor holds the model to it. */
    NATIVE,
    /** By a function that it must call and whose parameters are the answer. */
    TOOLS,
    /** By words, with the vendor's promise of some JSON object. */
    JSON_OBJECT,
    /** By words. */
    PROMPT;

    /** Members by which a request makes a model think. */
    private static final List<String> THINKING =
            List.of("reasoning", "reasoning_effort", "thinking", "enable_thinking");

    /**
     * Chooses.
     *
     * @param formats what the adapter and its vendor take for this model
     * @param capabilities of the model, as the catalog announces them; empty when nothing is known
     * @param root what the schema is of
     */
    static Mode of(
            Wish wish,
            RequestBody body,
            Set<AnswerFormat> formats,
            List<String> capabilities,
            Root root) {
        if (wish.schema() == null) {
            return formats.contains(AnswerFormat.JSON_OBJECT) ? NATIVE : PROMPT;
        }
        boolean unknown = capabilities.isEmpty();
        if (formats.contains(AnswerFormat.JSON_SCHEMA)
                && (unknown || capabilities.contains("json_schema"))) {
            return NATIVE;
        }
        if (root != Root.OBJECT) {
            // Parameters and JSON objects are objects.
            return PROMPT;
        }
        // A model that thinks refuses to be forced, or does not mind it.
        boolean thinks =
                capabilities.contains("reasoning") || THINKING.stream().anyMatch(body::has);
        if (formats.contains(AnswerFormat.FORCED_TOOL)
                && (unknown || capabilities.contains("tools"))
                && !thinks) {
            return TOOLS;
        }
        return formats.contains(AnswerFormat.JSON_OBJECT) ? JSON_OBJECT : PROMPT;
    }

    /** For the record. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
