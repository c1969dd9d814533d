package dev.millrace.provider.attempt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Puts messages into a chat's {@code messages}. All else of the body keeps its bytes. */
public final class Messages {

    private static final JsonFactory JSON = new JsonFactory();

    private Messages() {}

    /**
     * One message more, behind the leading ones of system or developer and in their role, so that
     * what the caller laid down comes first.
     *
     * @throws IllegalArgumentException when the body has no list of messages
     */
    public static RequestBody instructed(RequestBody body, String text) {
        byte[] messages = messages(body);
        Place place = place(messages);
        byte[] said = message(place.role(), text);
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
        return with(body, out.toByteArray());
    }

    /**
     * One message more, behind all.
     *
     * @throws IllegalArgumentException when the body has no list of messages
     */
    public static RequestBody followed(RequestBody body, String role, String text) {
        return with(body, appended(messages(body), message(role, text)));
    }

    /** A JSON list with one element more at its end. */
    public static byte[] appended(byte[] list, byte[] element) {
        int end = list.length - 1;
        if (end < 1 || list[0] != '[' || list[end] != ']') {
            throw new IllegalArgumentException("no list");
        }
        boolean empty = new String(list, 1, end - 1, StandardCharsets.UTF_8).isBlank();
        ByteArrayOutputStream out = new ByteArrayOutputStream(list.length + element.length + 1);
        out.write(list, 0, end);
        if (!empty) {
            out.write(',');
        }
        out.writeBytes(element);
        out.write(']');
        return out.toByteArray();
    }

    private static byte[] messages(RequestBody body) {
        return body.value("messages")
                .orElseThrow(() -> new IllegalArgumentException("no messages"));
    }

    private static byte[] message(String role, String text) {
        return Json.bytes(Json.MAPPER.createObjectNode().put("role", role).put("content", text));
    }

    private static RequestBody with(RequestBody body, byte[] messages) {
        return RequestBody.parse(body.rewritten(Map.of("messages", messages), Map.of(), Set.of()));
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
