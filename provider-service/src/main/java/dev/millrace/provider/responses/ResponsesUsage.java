package dev.millrace.provider.responses;

import dev.millrace.events.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code usage}; details are parts of the totals. */
final class ResponsesUsage {

    private ResponsesUsage() {}

    /** Null when nothing was told. */
    static @Nullable Usage of(JsonNode usage) {
        if (!usage.path("input_tokens").isIntegralNumber()) {
            return null;
        }
        JsonNode read = usage.path("input_tokens_details");
        long input = count(usage, "input_tokens");
        long output = count(usage, "output_tokens");
        long cached = Math.min(count(read, "cached_tokens"), input);
        return new Usage(
                input,
                output,
                cached,
                Math.min(count(read, "cache_write_tokens"), input - cached),
                Math.min(count(usage.path("output_tokens_details"), "reasoning_tokens"), output),
                false);
    }

    private static long count(JsonNode node, String name) {
        return Math.max(0, node.path(name).asLong(0));
    }
}
