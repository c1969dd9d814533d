package dev.millrace.postprocess.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes OpenAI's `choices`: of a completion (`message`) or of a chunk (`delta`). What no
 * processor knows is carried along as it came.
 */
final class Choices {

    private static final String CONTENT = "content";
    private static final String REASONING = "reasoning_content";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Half a surrogate pair cannot be written as UTF-8, but as an escape it can. */
    private static final JsonMapper ESCAPED =
            JsonMapper.builder(
                            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build())
                    .build();

    private Choices() {}

    /** Null when the bytes are no JSON array of objects. */
    static @Nullable ArrayNode parse(byte[] json) {
        try {
            return JSON.readTree(json) instanceof ArrayNode array
                            && array.valueStream().allMatch(JsonNode::isObject)
                    ? array
                    : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    static byte[] write(JsonNode choices) {
        try {
            return JSON.writeValueAsBytes(choices);
        } catch (JacksonException halfPair) {
            return ESCAPED.writeValueAsBytes(choices);
        }
    }

    static Piece read(ObjectNode choice, int position) {
        JsonNode body = body(choice);
        return new Piece(
                choice.path("index").asInt(position),
                text(body, CONTENT),
                text(body, REASONING),
                body.path("tool_calls").size() > 0 || body.path("function_call").isObject(),
                reason(choice));
    }

    /** Puts a piece's text into the choice it was read from. */
    static void apply(ObjectNode choice, Piece before, Piece after) {
        if (before.equals(after) || !(body(choice) instanceof ObjectNode body)) {
            return;
        }
        boolean chunk = choice.has("delta");
        set(body, CONTENT, before.content(), after.content(), chunk);
        set(body, REASONING, before.reasoning(), after.reasoning(), chunk);
    }

    /** Adds text that came late to the message of its choice. */
    static void append(ArrayNode choices, List<Piece> late) {
        for (Piece piece : late) {
            int position = 0;
            for (JsonNode node : choices) {
                if (node instanceof ObjectNode choice) {
                    Piece there = read(choice, position++);
                    if (there.choice() == piece.choice()) {
                        apply(
                                choice,
                                there,
                                there.with(
                                        joined(there.content(), piece.content()),
                                        joined(there.reasoning(), piece.reasoning())));
                    }
                }
            }
        }
    }

    /** A chunk's choice that carries a piece of text. */
    static ObjectNode delta(Piece piece) {
        ObjectNode choice = JsonNodeFactory.instance.objectNode();
        choice.put("index", piece.choice());
        ObjectNode delta = choice.putObject("delta");
        if (piece.reasoning() != null) {
            delta.put(REASONING, piece.reasoning());
        }
        if (piece.content() != null) {
            delta.put(CONTENT, piece.content());
        }
        choice.putNull("finish_reason");
        return choice;
    }

    /** Whether a chunk's choice says nothing (any more), because its text was held back. */
    static boolean isVoid(ObjectNode choice) {
        return reason(choice) == null
                && body(choice).isEmpty()
                && choice.propertyStream()
                        .allMatch(
                                field ->
                                        field.getKey().equals("index")
                                                || field.getKey().equals("delta")
                                                || field.getValue().isNull());
    }

    private static JsonNode body(ObjectNode choice) {
        JsonNode delta = choice.get("delta");
        return delta != null ? delta : choice.path("message");
    }

    private static @Nullable String text(JsonNode body, String field) {
        JsonNode text = body.get(field);
        return text != null && text.isString() ? text.stringValue() : null;
    }

    private static @Nullable String reason(ObjectNode choice) {
        String reason = text(choice, "finish_reason");
        return reason == null || reason.isBlank() ? null : reason;
    }

    /** A chunk that lost its text says nothing of it; a message keeps its (empty) content. */
    private static void set(
            ObjectNode body,
            String field,
            @Nullable String before,
            @Nullable String after,
            boolean chunk) {
        boolean lost = before != null && !before.isEmpty() && chunk;
        if (after == null || (after.isEmpty() && lost)) {
            if (before != null) {
                body.remove(field);
            }
        } else {
            body.put(field, after);
        }
    }

    private static @Nullable String joined(@Nullable String first, @Nullable String second) {
        if (first == null) {
            return second;
        }
        return second == null ? first : first + second;
    }
}
