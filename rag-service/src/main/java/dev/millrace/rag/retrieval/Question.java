package dev.millrace.rag.retrieval;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * What a chat asks: the text of its last user message. When that says very little ("And in
 * winter?") the user's message before it comes along, because it says what is talked about. Of a
 * long text its two ends.
 */
final class Question {

    /** Characters looked for at most: more words find nothing that these do not. */
    static final int LONGEST = 4_000;

    /** Letters; a sign of a script without letters says as much as three. */
    private static final int SAYS_LITTLE = 24;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private String before = "";
    private String last = "";

    private Question() {}

    /**
     * The question; blank when there is no text.
     *
     * @throws IllegalArgumentException when the body is no JSON object
     */
    static String of(byte[] body) {
        Question question = new Question();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean messages = json.currentName().equals("messages");
                JsonToken value = json.nextToken();
                if (messages && value == JsonToken.START_ARRAY) {
                    question.messages(json);
                } else {
                    json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            // Without the cause: a parser's message quotes the source.
            throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
        }
        return question.text();
    }

    private String text() {
        return saysLittle(last) && !before.isBlank() ? before + "\n" + last : last;
    }

    private static boolean saysLittle(String text) {
        long weight =
                text.codePoints().map(c -> Character.isIdeographic(c) || c >= 0x3040 ? 3 : 1).sum();
        return weight <= SAYS_LITTLE;
    }

    private void messages(JsonParser json) {
        for (JsonToken token = json.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                message(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void message(JsonParser json) {
        boolean user = false;
        StringBuilder text = new StringBuilder();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "role" ->
                        user = value == JsonToken.VALUE_STRING && json.getString().equals("user");
                case "content" -> content(json, value, text);
                default -> json.skipChildren();
            }
        }
        if (user) {
            before = last;
            last = shortened(text.toString().strip());
        }
    }

    private static void content(JsonParser json, @Nullable JsonToken value, StringBuilder text) {
        if (value == JsonToken.VALUE_STRING) {
            text.append(text.isEmpty() ? "" : "\n").append(json.getString());
        } else if (value == JsonToken.START_ARRAY) {
            for (JsonToken token = json.nextToken();
                    token != null && token != JsonToken.END_ARRAY;
                    token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    part(json, text);
                } else {
                    content(json, token, text);
                }
            }
        } else {
            json.skipChildren();
        }
    }

    private static void part(JsonParser json, StringBuilder text) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("text") && value == JsonToken.VALUE_STRING) {
                content(json, value, text);
            } else {
                json.skipChildren();
            }
        }
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int half = LONGEST / 2;
        String first = text.substring(0, half);
        String end = text.substring(text.length() - half);
        return whole(first) + "\n" + whole(end);
    }

    /** Without half a surrogate pair at either end. */
    private static String whole(String text) {
        int from = Character.isLowSurrogate(text.charAt(0)) ? 1 : 0;
        int to =
                text.length() - (Character.isHighSurrogate(text.charAt(text.length() - 1)) ? 1 : 0);
        return text.substring(from, to);
    }
}
