package dev.millrace.provider.cache;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The SHA-256 of JSON that does not depend on how it is written: not on the order of members, on
 * escapes, on spaces, or on how a number is put (1, 1.0, 1e0). Members with one name, which JSON
 * allows, all count, in their order. No tree is built.
 */
final class CanonicalJson {

    private static final JsonFactory JSON = new JsonFactory();

    private CanonicalJson() {}

    /**
     * Of the whole value.
     *
     * @throws IllegalArgumentException when the bytes are no JSON
     */
    static byte[] digest(byte[] json) {
        return digest(json, _ -> true);
    }

    /**
     * Of an object, with those of its members alone that are counted.
     *
     * @throws IllegalArgumentException when the bytes are no JSON
     */
    static byte[] digest(byte[] json, Predicate<String> counted) {
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), json, 0, json.length)) {
            MessageDigest digest = sha256();
            value(parser, parser.nextToken(), digest, counted);
            return digest.digest();
        } catch (JacksonException e) {
            // Without the cause: a parser's message quotes the source.
            throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void value(
            JsonParser parser, JsonToken token, MessageDigest out, Predicate<String> counted) {
        if (token == null) {
            throw new IllegalArgumentException("not JSON: nothing");
        }
        switch (token) {
            case START_OBJECT -> object(parser, out, counted);
            case START_ARRAY -> {
                out.update((byte) '[');
                for (JsonToken next = parser.nextToken();
                        next != JsonToken.END_ARRAY;
                        next = parser.nextToken()) {
                    value(parser, next, out, _ -> true);
                }
                out.update((byte) ']');
            }
            case VALUE_STRING -> text(out, 's', parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> text(out, 'n', number(parser.getString()));
            default -> text(out, 'l', token.asString());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Member(String name, byte[] digest) {}

    private static void object(JsonParser parser, MessageDigest out, Predicate<String> counted) {
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (counted.test(name)) {
                MessageDigest digest = sha256();
                value(parser, token, digest, _ -> true);
                members.add(new Member(name, digest.digest()));
            } else {
                parser.skipChildren();
            }
        }
        members.sort(Comparator.comparing(Member::name));
        out.update((byte) '{');
        for (Member member : members) {
            text(out, 'm', member.name());
            out.update(member.digest());
        }
        out.update((byte) '}');
    }

    private static String number(String written) {
        try {
            return new BigDecimal(written).stripTrailingZeros().toString();
        } catch (ArithmeticException | NumberFormatException _) {
            // Beyond what a decimal can hold: equal only to what is written the same way.
            return written;
        }
    }

    /** With its length before it, and by its UTF-16 units: UTF-8 has none for half a surrogate. */
    static void text(MessageDigest out, char kind, String text) {
        out.update((byte) kind);
        out.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text.length()));
        ByteBuffer units = ByteBuffer.allocate(2 * text.length());
        units.asCharBuffer().put(text);
        out.update(units.array());
    }
}
