package dev.millrace.gateway.admission;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A body as it was sent, and what it says. Parsed once. */
public final class JsonBody {

    /**
     * Strings may be as long as the body may be (images are sent as base64); how deep it nests and
     * how long its numbers are stays limited.
     */
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .maxNestingDepth(200)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final byte[] bytes;
    private final JsonNode tree;

    private JsonBody(byte[] bytes, JsonNode tree) {
        this.bytes = bytes;
        this.tree = tree;
    }

    /** Refuses what is not UTF-8, not JSON, or not an object. */
    public static JsonBody parse(byte[] bytes) {
        // A zero byte stands in no JSON text, but begins one in UTF-16 or UTF-32.
        if (!Utf8.valid(bytes) || (bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0))) {
            throw ApiException.of(ErrorCode.INVALID_UTF8);
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(bytes);
        } catch (JacksonException notJson) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (tree.isMissingNode()) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (!tree.isObject()) {
            throw ApiException.of(ErrorCode.INVALID_TYPE, "object");
        }
        return new JsonBody(bytes, tree);
    }

    /** A body made here. */
    public static JsonBody of(ObjectNode tree) {
        return new JsonBody(JSON.writeValueAsBytes(tree), tree);
    }

    /** As received: this is what is kept and passed on. */
    public byte[] bytes() {
        return bytes;
    }

    /** A JSON object. */
    public JsonNode tree() {
        return tree;
    }

    public String text(String field) {
        return tree.path(field).asString("");
    }

    public boolean flag(String field) {
        return tree.path(field).asBoolean(false);
    }
}
