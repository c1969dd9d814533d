package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code stream_options}. */
final class StreamOptions {

    private static final ObjectNode USAGE =
            Json.MAPPER.createObjectNode().put("include_usage", true);

    private StreamOptions() {}

    /** The caller's, and usage whether or not it wants it: calls are accounted for. */
    static ObjectNode withUsage(JsonNode asked) {
        return asked instanceof ObjectNode object && !object.isEmpty()
                ? object.deepCopy().put("include_usage", true)
                : USAGE;
    }
}
