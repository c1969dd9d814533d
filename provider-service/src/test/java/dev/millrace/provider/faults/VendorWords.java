package dev.millrace.provider.faults;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;

/**
 * What a vendor's wire says in good days and in bad: a column of the fault table. A further adapter
 * adds one of these to {@link #all}.
 */
public interface VendorWords {

    /** The adapters of the table. */
    static VendorWords[] all() {
        return new VendorWords[] {
            new OpenAiWords(),
            new AzureWords("v1", ""),
            new AzureWords("dated", "2024-10-21"),
            new AnthropicWords(),
            new GeminiWords(),
            new OllamaWords()
        };
    }

    String name();

    /** The adapter. */
    ChatProvider open(String url, UpstreamClient client);

    default String streamType() {
        return "text/event-stream";
    }

    /**
     * A whole answer: {@code text}, ended naturally; 11 tokens in, 7 out, or not a word of them.
     */
    String plain(String text, boolean usage);

    /** A whole answer without any choice, counted as 11 and 7 tokens. */
    String empty();

    /** The beginning of a stream: an event for each part, {@code usage} as for a whole one. */
    String parts(boolean usage, String... parts);

    /** What ends a stream well. */
    String ending(boolean usage);

    /** A whole stream without any choice, counted like it where the vendor can. */
    String emptyStream();

    /** Tokens are counted in a stream that holds nothing else. */
    default boolean countsEmptyStreams() {
        return true;
    }

    /** An event that tells of an overload. */
    String overloadEvent();

    /** An event that is no JSON. */
    String garbageEvent();

    /** The vendor's refusal of a rate, with a pause of seven seconds. */
    Reply rateLimited();

    /** What it says when it has too much to do. */
    Reply overloaded();

    /** A JSON string. */
    static String quoted(String text) {
        return Json.MAPPER.writeValueAsString(text);
    }
}
