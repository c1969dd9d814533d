package dev.millrace.provider.attempt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A caller's JSON object, cut once into its top-level members, which keep their bytes: rewriting
 * {@code model} copies everything else as it came (numbers, unknown fields, escapes) and builds no
 * tree.
 */
public final class RequestBody {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] bytes;
    private final List<Member> members;

    private record Member(String name, int from, int to) {}

    private RequestBody(byte[] bytes, List<Member> members) {
        this.bytes = bytes;
        this.members = members;
    }

    /**
     * Cuts {@code bytes}.
     *
     * @throws IllegalArgumentException when the bytes are no JSON object
     */
    public static RequestBody parse(byte[] bytes) {
        List<Member> members = new ArrayList<>();
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                int from = (int) parser.currentTokenLocation().getByteOffset();
                int to = end(parser, value, from);
                // Of several with one name the last holds, for whoever checks and whoever sends.
                members.removeIf(earlier -> earlier.name().equals(name));
                members.add(new Member(name, from, to));
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON value");
            }
        } catch (JacksonException e) {
            // Without the cause: a parser's message quotes the source.
            throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
        }
        return new RequestBody(bytes, members);
    }

    private static int end(JsonParser parser, JsonToken value, int from) {
        if (value.isStructStart()) {
            parser.skipChildren();
        } else if (value.isNumeric() || value.isBoolean() || value == JsonToken.VALUE_NULL) {
            // Where a parser stands after a bare literal differs; its text does not.
            return from + parser.getString().length();
        } else {
            parser.finishToken();
        }
        return (int) parser.currentLocation().getByteOffset();
    }

    public boolean has(String name) {
        return members.stream().anyMatch(member -> member.name().equals(name));
    }

    /** The JSON of a member's value; of several with one name, the last. */
    public Optional<byte[]> value(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .reduce((_, last) -> last)
                .map(member -> Arrays.copyOfRange(bytes, member.from(), member.to()));
    }

    /** A member that is a plain JSON literal ({@code true}, {@code "base64"}, {@code 5}). */
    public boolean is(String name, String literal) {
        return value(name)
                .map(json -> new String(json, StandardCharsets.UTF_8).equals(literal))
                .orElse(false);
    }

    /** A member's JSON holds this text, as it stands there: escapes are not resolved. */
    public boolean mentions(String name, String text) {
        byte[] word = text.getBytes(StandardCharsets.UTF_8);
        for (Member member : members) {
            if (!member.name().equals(name)) {
                continue;
            }
            for (int at = member.from(); at <= member.to() - word.length; at++) {
                if (bytes[at] == word[0]
                        && Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Every member as it came, without those of {@code dropped}, with those of {@code set}. */
    public byte[] rewritten(
            Map<String, byte[]> set, Map<String, String> renamed, Set<String> dropped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 128);
        Set<String> written = new HashSet<>(set.keySet());
        out.write('{');
        set.forEach((name, value) -> member(out, name, value, 0, value.length));
        for (Member member : members) {
            String name = renamed.getOrDefault(member.name(), member.name());
            if (!dropped.contains(member.name()) && written.add(name)) {
                member(out, name, bytes, member.from(), member.to());
            }
        }
        out.write('}');
        return out.toByteArray();
    }

    /** With the members of {@code defaults} that it does not have itself. */
    public RequestBody orElse(RequestBody defaults) {
        Map<String, byte[]> missing = new LinkedHashMap<>();
        for (Member each : defaults.members) {
            if (!has(each.name())) {
                missing.put(
                        each.name(),
                        java.util.Arrays.copyOfRange(defaults.bytes, each.from(), each.to()));
            }
        }
        return missing.isEmpty() ? this : parse(rewritten(missing, Map.of(), Set.of()));
    }

    private static void member(
            ByteArrayOutputStream out, String name, byte[] json, int from, int to) {
        if (out.size() > 1) {
            out.write(',');
        }
        out.writeBytes(Json.string(name));
        out.write(':');
        out.write(json, from, to - from);
    }

    /** The whole object. */
    public byte[] bytes() {
        return bytes;
    }
}
