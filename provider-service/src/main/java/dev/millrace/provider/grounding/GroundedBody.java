package dev.millrace.provider.grounding;

import dev.millrace.events.Grounding;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Puts what was found into a chat's `messages`: one message more, behind the leading ones of system
 * or developer and in their role, so that what the caller laid down comes first. All else keeps its
 * bytes.
 */
public final class GroundedBody {

    private static final JsonFactory JSON = new JsonFactory();

    private GroundedBody() {}

    /**
     * The body with its passages.
     *
     * @throws IllegalArgumentException when the body has no list of messages
     */
    public static RequestBody of(RequestBody body, Grounding grounding) {
        byte[] messages =
                body.value("messages")
                        .orElseThrow(() -> new IllegalArgumentException("no messages"));
        Place place = place(messages);
        byte[] said =
                ("{\"role\":\""
                                + place.role()
                                + "\",\"content\":"
                                + new String(
                                        Json.string(GroundedPrompt.of(grounding)),
                                        StandardCharsets.UTF_8)
                                + "}")
                        .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(messages.length + said.length + 2);
        out.write(messages, 0, place.at());
        if (place.behindOne()) {
            out.write(',');
        }
        out.writeBytes(said);
        if (place.beforeOne()) {
            out.write(',');
        }
        out.write(messages, place.at(), messages.length - place.at());
        return RequestBody.parse(
                body.rewritten(Map.of("messages", out.toByteArray()), Map.of(), Set.of()));
    }

    /**
     * Where a message goes.
     *
     * @param at the byte before which it is put
     * @param behindOne whether a message stands right before it there
     * @param beforeOne whether a message, without a comma, stands right behind it there
     */
    private record Place(int at, String role, boolean behindOne, boolean beforeOne) {}

    private static Place place(byte[] messages) {
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), messages, 0, messages.length)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException("messages is no list");
            }
            int at = offset(parser);
            String role = "system";
            boolean behindOne = false;
            JsonToken next = parser.nextToken();
            while (next == JsonToken.START_OBJECT) {
                String spoken = role(parser);
                if (!spoken.equals("system") && !spoken.equals("developer")) {
                    break;
                }
                at = offset(parser);
                role = spoken;
                behindOne = true;
                next = parser.nextToken();
            }
            return new Place(at, role, behindOne, !behindOne && next != JsonToken.END_ARRAY);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
        }
    }

    /** Reads an object to its end. */
    private static String role(JsonParser parser) {
        String role = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("role") && value == JsonToken.VALUE_STRING) {
                role = parser.getString();
            }
            parser.skipChildren();
        }
        return role;
    }

    /** Behind the token that was read last. */
    private static int offset(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }
}
