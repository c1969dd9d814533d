package dev.millrace.provider.gemini;

import dev.millrace.events.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code usageMetadata}: the answer's count leaves out what was thought, the prompt's count
 * holds what came from the cache and leaves out what tools of Google's own brought.
 */
final class GeminiUsage {

    private GeminiUsage() {}

    static @Nullable Usage of(JsonNode metadata) {
        if (!metadata.has("promptTokenCount")) {
            return null;
        }
        long prompt = count(metadata, "promptTokenCount");
        long thoughts = count(metadata, "thoughtsTokenCount");
        return new Usage(
                prompt + count(metadata, "toolUsePromptTokenCount"),
                count(metadata, "candidatesTokenCount") + thoughts,
                Math.min(count(metadata, "cachedContentTokenCount"), prompt),
                0L,
                thoughts,
                false);
    }

    private static long count(JsonNode node, String name) {
        return Math.max(0, node.path(name).asLong(0));
    }
}
