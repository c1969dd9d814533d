package dev.millrace.provider.gemini;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.Map;

/** Makes providers that speak Gemini's protocol. */
public final class Gemini {

    private static final String PREFIX = "models/";

    private Gemini() {}

    /**
     * The provider behind an address.
     *
     * @param id the provider's id
     * @param baseUrl up to and with the version
     * @param apiKey empty for a proxy that asks for none
     */
    public static Provider provider(
            String id, String baseUrl, String apiKey, UpstreamClient client) {
        Map<String, String> headers =
                apiKey.isEmpty() ? Map.of() : Map.of("x-goog-api-key", apiKey);
        Upstream upstream = new Upstream(client, baseUrl, headers);
        return new Provider(
                id,
                "gemini",
                baseUrl,
                new HttpChatProvider(upstream, new GeminiChat()),
                new GeminiEmbeddings(upstream),
                new GeminiModels(upstream),
                false);
    }

    /** A model's name without the kind of resource that the API puts before it. */
    static String bare(String model) {
        return model.startsWith(PREFIX) ? model.substring(PREFIX.length()) : model;
    }
}
