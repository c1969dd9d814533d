package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says of its answer's structure: {@code response_format}, as OpenAI has it, and
 * {@code structured}, which is Millrace's own.
 *
 * @param name of the schema, as the caller calls it
 * @param schema null when any JSON object will do
 * @param strict an answer that breaks the schema is none
 * @param retries how often a model may be asked again
 * @param again this is such a question
 */
record Wish(String name, @Nullable ObjectNode schema, boolean strict, int retries, boolean again) {

    /** The member of a request that is Millrace's own. */
    static final String MEMBER = "structured";

    static final String FORMAT = "response_format";

    /** Set by Millrace alone, in the body of a question that is asked again. */
    private static final String AGAIN = "again";

    private static final int USUAL_RETRIES = 1;
    private static final int MOST_RETRIES = 5;

    /** Empty for a request that is content with text. */
    static Optional<Wish> of(RequestBody body) {
        JsonNode format = tree(body, FORMAT);
        return switch (Json.text(format, "type")) {
            case "json_object" -> Optional.of(wish(body, "", null, true));
            case "json_schema" -> {
                JsonNode asked = format.path("json_schema");
                JsonNode strictness = asked.path("strict");
                boolean strict = !strictness.isBoolean() || strictness.booleanValue();
                String name = Json.text(asked, "name");
                ObjectNode schema = asked.get("schema") instanceof ObjectNode given ? given : null;
                yield Optional.of(wish(body, name, schema, strict));
            }
            default -> Optional.empty();
        };
    }

    private static Wish wish(
            RequestBody body, String name, @Nullable ObjectNode schema, boolean strict) {
        JsonNode own = tree(body, MEMBER);
        JsonNode asked = own.path("max_retries");
        int retries = asked.isInt() ? asked.intValue() : USUAL_RETRIES;
        return new Wish(
                name,
                schema,
                strict,
                Math.clamp(retries, 0, MOST_RETRIES),
                own.path(AGAIN).asBoolean(false));
    }

    /** The member for a question that is asked again. */
    byte[] member() {
        return Json.bytes(
                Json.MAPPER.createObjectNode().put("max_retries", retries - 1).put(AGAIN, true));
    }

    private static JsonNode tree(RequestBody body, String member) {
        byte[] json = body.value(member).orElse(null);
        if (json == null) {
            return Json.MAPPER.missingNode();
        }
        try {
            return Json.MAPPER.readTree(json);
        } catch (JacksonException _) {
            return Json.MAPPER.missingNode();
        }
    }
}
