package dev.millrace.router.classification;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of a request once, as a stream: nothing is kept of it but counts, what it needs
 * and the two ends of the last prompt, so that a megabyte of image data costs no more than skipping
 * it. What is not as expected is skipped; a body that breaks off leaves what was seen until then.
 */
final class BodyScan {

    private static final JsonFactory JSON = new JsonFactory();

    final TextCount count = new TextCount();
    final Set<String> needs = new TreeSet<>();
    int turns;
    long maxOutputTokens;
    private final LastPrompt lastUser = new LastPrompt();
    private String prompt = "";

    static BodyScan of(byte[] body) {
        BodyScan scan = new BodyScan();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            scan.body(json);
        } catch (JacksonException _) {
            // The door has refused what is no JSON; whatever was seen until here counts.
        }
        return scan;
    }

    /** The last thing the person said, or the text to embed; shortened in the middle. */
    String prompt() {
        return prompt;
    }

    private void body(JsonParser json) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "messages" -> messages(json, value);
                case "input" -> {
                    lastUser.clear();
                    text(json, value);
                    prompt = lastUser.text();
                }
                case "tools", "functions" -> tools(json, value);
                case "response_format" -> responseFormat(json, value);
                case "max_tokens", "max_completion_tokens" -> {
                    if (value == JsonToken.VALUE_NUMBER_INT) {
                        maxOutputTokens = Math.max(0, json.getValueAsLong());
                    }
                    json.skipChildren();
                }
                default -> json.skipChildren();
            }
        }
    }

    private void messages(JsonParser json, JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
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
        String role = "";
        lastUser.clear();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "role" -> role = value == JsonToken.VALUE_STRING ? json.getString() : "";
                case "content" -> text(json, value);
                case "tool_calls" -> skipCounting(json);
                default -> json.skipChildren();
            }
        }
        if (role.equals("user")) {
            turns++;
            prompt = lastUser.text();
        }
    }

    /** A string, or a list of strings or of typed parts, as deep as they nest. */
    private void text(JsonParser json, @Nullable JsonToken value) {
        if (value == JsonToken.VALUE_STRING) {
            char[] chars = json.getStringCharacters();
            int offset = json.getStringOffset();
            int length = json.getStringLength();
            count.add(chars, offset, length);
            lastUser.add(chars, offset, length);
        } else if (value == JsonToken.START_ARRAY) {
            for (JsonToken token = json.nextToken();
                    token != null && token != JsonToken.END_ARRAY;
                    token = json.nextToken()) {
                text(json, token);
            }
        } else if (value == JsonToken.START_OBJECT) {
            part(json);
        }
    }

    private void part(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "text" -> text(json, value);
                case "image_url" -> skipNeeding(json, "vision");
                case "input_audio" -> skipNeeding(json, "audio");
                default -> json.skipChildren();
            }
        }
    }

    private void skipNeeding(JsonParser json, String capability) {
        needs.add(capability);
        json.skipChildren();
    }

    private void tools(JsonParser json, JsonToken value) {
        if (value == JsonToken.START_ARRAY && skipCounting(json) > 2) {
            needs.add("tools");
        } else {
            json.skipChildren();
        }
    }

    private void responseFormat(JsonParser json, JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken of = json.nextToken();
            if (name.equals("type")
                    && of == JsonToken.VALUE_STRING
                    && json.getString().equals("json_schema")) {
                needs.add("json_schema");
            }
            skipCounting(json);
        }
    }

    private long skipCounting(JsonParser json) {
        long start = json.currentLocation().getByteOffset();
        json.skipChildren();
        long bytes = json.currentLocation().getByteOffset() - start + 1;
        count.addJson(bytes);
        return bytes;
    }
}
