package dev.millrace.provider.openai;

import dev.millrace.events.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads OpenAI's {@code usage}. Details are parts of the totals. */
public final class UsageReader {

    private UsageReader() {}

    /** Empty when there is no usage, or one without any total. */
    public static Optional<Usage> read(@Nullable JsonNode usage) {
        return read(usage, 0, 0);
    }

    /**
     * The same with figures that a vendor tells elsewhere.
     *
     * @param cachedElsewhere input tokens that came from a cache
     * @param writtenElsewhere input tokens that went into one
     */
    public static Optional<Usage> read(
            @Nullable JsonNode usage, long cachedElsewhere, long writtenElsewhere) {
        if (usage == null || !usage.isObject() || !usage.has("prompt_tokens")) {
            return Optional.empty();
        }
        JsonNode prompt = usage.path("prompt_tokens_details");
        JsonNode completion = usage.path("completion_tokens_details");
        long input = count(usage, "prompt_tokens");
        long output = count(usage, "completion_tokens");
        long cached = Math.max(count(prompt, "cached_tokens"), cachedElsewhere);
        long written = Math.max(count(prompt, "cache_write_tokens"), writtenElsewhere);
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

    /** A count; 0 when it is absent or none. */
    public static long count(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? Math.max(0, value.longValue())
                : 0;
    }
}
