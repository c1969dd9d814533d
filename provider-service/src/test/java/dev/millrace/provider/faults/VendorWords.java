package dev.millrace.provider.faults;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
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
            new ResponsesWords(),
            new AzureWords("v1", ""),
            new AzureWords("dated", "2024-10-21"),
            new AnthropicWords(),
            new GeminiWords(),
            new OllamaWords(),
            DialectWords.qwen(),
            DialectWords.zhipu(),
            DialectWords.qianfan(),
            DialectWords.hunyuan(),
            DialectWords.deepSeek(),
            DialectWords.llamaCpp(),
            DialectWords.vllm(),
            DialectWords.compatible()
        };
    }

    String name();

    Provider provider(String url, UpstreamClient client);

    /** The adapter for chat. */
    default ChatProvider open(String url, UpstreamClient client) {
        return provider(url, client).chat();
    }

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

    /** What {@link #overloadEvent} is understood as. */
    default boolean isOverload(ProviderFailure failure) {
        return failure instanceof ProviderFailure.Overloaded;
    }

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
