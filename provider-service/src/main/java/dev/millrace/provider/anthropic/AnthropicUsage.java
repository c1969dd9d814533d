package dev.millrace.provider.anthropic;

import dev.millrace.events.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Usage as Anthropic counts it: {@code input_tokens} leaves out what came from a cache and what
 * went into one. A stream tells its figures in parts, cumulatively, and some again as zero: of each
 * the largest counts.
 */
final class AnthropicUsage {

    private boolean told;
    private long input;
    private long cached;
    private long written;
    private long output;
    private long thinking;

    void add(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return;
        }
        told = true;
        input = count(usage, "input_tokens", input);
        cached = count(usage, "cache_read_input_tokens", cached);
        written = count(usage, "cache_creation_input_tokens", written);
        output = count(usage, "output_tokens", output);
        thinking = count(usage.path("output_tokens_details"), "thinking_tokens", thinking);
    }

    /** Null when nothing was told. */
    @Nullable Usage usage() {
        return told
                ? new Usage(
                        input + cached + written,
                        output,
                        cached,
                        written,
                        Math.min(thinking, output),
                        false)
                : null;
    }

    private static long count(JsonNode node, String name, long before) {
        JsonNode value = node.get(name);
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? Math.max(before, value.longValue())
                : before;
    }
}
