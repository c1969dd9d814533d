package dev.millrace.provider.batching;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Cuts JSON arrays into their elements and joins them again; every element keeps its bytes. */
final class JsonElements {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonElements() {}

    /**
     * The elements of an array of texts, arrays and objects.
     *
     * @throws IllegalArgumentException when it is no such array
     */
    static List<byte[]> cut(byte[] array) {
        List<byte[]> elements = new ArrayList<>();
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), array, 0, array.length)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException("not an array");
            }
            for (JsonToken token = parser.nextToken();
                    token != JsonToken.END_ARRAY;
                    token = parser.nextToken()) {
                int from = (int) parser.currentTokenLocation().getByteOffset();
                if (token != null && token.isStructStart()) {
                    parser.skipChildren();
                } else if (token == JsonToken.VALUE_STRING) {
                    parser.finishToken();
                } else {
                    throw new IllegalArgumentException("a bare literal");
                }
                int to = (int) parser.currentLocation().getByteOffset();
                elements.add(Arrays.copyOfRange(array, from, to));
            }
            return elements;
        } catch (JacksonException e) {
            // Without the cause: a parser's message quotes the source.
            throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
        }
    }

    static byte[] join(List<byte[]> elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        char before = '[';
        for (byte[] element : elements) {
            out.write(before);
            out.writeBytes(element);
            before = ',';
        }
        if (elements.isEmpty()) {
            out.write('[');
        }
        out.write(']');
        return out.toByteArray();
    }
}
