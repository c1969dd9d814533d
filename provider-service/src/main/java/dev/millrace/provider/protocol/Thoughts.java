package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.chat.ChatCall;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model thought in one choice. Where the caller does not want the text it is counted and
 * forgotten at once: it goes neither to the client nor into memory. Not thread-safe.
 */
public final class Thoughts {

    private static final String TEXT = "reasoning_content";

    private final boolean wanted;
    private final boolean tools;
    private final StringBuilder text = new StringBuilder();
    private long ascii;
    private long other;

    /**
     * @param wanted the text is part of the answer
     * @param tools the vendor's signed blocks may have to come back with the results of tools:
     *     those stay in any case
     */
    Thoughts(boolean wanted, boolean tools) {
        this.wanted = wanted;
        this.tools = tools;
    }

    /** Takes what a delta has of them; what is not wanted is taken out of it. */
    void accept(ObjectNode delta) {
        String more = Json.text(delta, TEXT);
        count(more);
        if (wanted) {
            text.append(more);
        } else {
            remove(delta, tools);
        }
    }

    /** Takes them out of a message that came whole. */
    public static void remove(ObjectNode message, ChatCall call) {
        remove(message, call.body().has("tools"));
    }

    private static void remove(ObjectNode message, boolean tools) {
        message.remove(tools ? List.of(TEXT) : List.of(TEXT, "thinking_blocks"));
    }

    private void count(String more) {
        for (int i = 0; i < more.length(); i++) {
            char c = more.charAt(i);
            if (c < 0x80) {
                ascii++;
            } else if (!Character.isLowSurrogate(c)) {
                other++;
            }
        }
    }

    void into(ObjectNode message) {
        if (!text.isEmpty()) {
            message.put(TEXT, text.toString());
        }
    }

    /** As {@code TokenEstimate} counts a text. */
    long estimatedTokens() {
        return (ascii + 3) / 4 + other;
    }
}
