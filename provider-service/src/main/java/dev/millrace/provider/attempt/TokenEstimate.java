package dev.millrace.provider.attempt;

import dev.millrace.events.Usage;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Tokens where a provider names none: one for each four ASCII characters and one for each other
 * code point (Chinese and Japanese need between 0.6 and 1.2 in today's vocabularies), three for
 * each message around its text. It errs upwards and is always marked as estimated; see
 * docs/decisions/estimated-usage.md.
 */
public final class TokenEstimate {

    private static final JsonFactory JSON = new JsonFactory();

    /** Asks of a message what a vendor's framing costs. */
    private static final int PER_MESSAGE = 3;

    private TokenEstimate() {}

    public static long ofText(CharSequence text) {
        long ascii = 0;
        long other = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii++;
            } else if (!Character.isLowSurrogate(c)) {
                other++;
            }
        }
        return (ascii + 3) / 4 + other;
    }

    /**
     * The texts within JSON, without images and files: everything but {@code url} and {@code data}.
     */
    public static long ofJson(byte[] json) {
        long tokens = 0;
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), json, 0, json.length)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && counts(parser.currentName())) {
                    tokens += ofText(parser.getString());
                } else if (token == JsonToken.PROPERTY_NAME
                        && "role".equals(parser.currentName())) {
                    tokens += PER_MESSAGE;
                }
            }
        }
        return tokens;
    }

    private static boolean counts(@org.jspecify.annotations.Nullable String name) {
        return name == null
                || switch (name) {
                    case "url",
                            "data",
                            "encrypted_content",
                            "file_data",
                            "role",
                            "type",
                            "id",
                            "tool_call_id",
                            "detail" ->
                            false;
                    default -> true;
                };
    }

    /** The estimated usage of a chat call whose answer holds {@code outputTokens}. */
    public static Usage chat(RequestBody body, long outputTokens) {
        return chat(body, outputTokens, 0);
    }

    /** The same where {@code reasoningTokens} of the answer were thoughts. */
    public static Usage chat(RequestBody body, long outputTokens, long reasoningTokens) {
        long input =
                body.value("messages").map(TokenEstimate::ofJson).orElse(0L)
                        + body.value("tools").map(TokenEstimate::ofJson).orElse(0L);
        return new Usage(input, outputTokens, 0L, 0L, reasoningTokens, true);
    }

    /** The estimated usage of an embedding call. */
    public static Usage embeddings(RequestBody body) {
        return new Usage(
                body.value("input").map(TokenEstimate::ofJson).orElse(0L), 0L, 0L, 0L, 0L, true);
    }
}
