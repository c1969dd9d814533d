package dev.millrace.provider.openai;

import dev.millrace.events.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads OpenAI's {@code usage} and the places where compatible servers put the same figures:
 * DeepSeek's {@code prompt_cache_hit_tokens}, Qwen's {@code cache_creation_input_tokens}. Details
 * are parts of the totals.
 */
final class UsageReader {

    private UsageReader() {}

    /** Empty when there is no usage, or one without any total. */
    static Optional<Usage> read(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject() || !usage.has("prompt_tokens")) {
            return Optional.empty();
        }
        JsonNode prompt = usage.path("prompt_tokens_details");
        JsonNode completion = usage.path("completion_tokens_details");
        long input = count(usage, "prompt_tokens");
        long output = count(usage, "completion_tokens");
        long cached =
                Math.max(count(prompt, "cached_tokens"), count(usage, "prompt_cache_hit_tokens"));
        long written =
                Math.max(
                        count(prompt, "cache_write_tokens"),
                        count(prompt, "cache_creation_input_tokens"));
        cached = Math.min(cached, input);
        return Optional.of(
                new Usage(
                        input,
                        output,
                        cached,
                        Math.min(written, input - cached),
                        Math.min(count(completion, "reasoning_tokens"), output),
                        false));
    }

    private static long count(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? Math.max(0, value.longValue())
                : 0;
    }
}
