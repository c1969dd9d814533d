package dev.millrace.provider.llamacpp;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers for servers of llama.cpp. */
public final class LlamaCpp {

    private LlamaCpp() {}

    /** The provider behind an endpoint, whose address ends in {@code /v1}. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        return OpenAi.provider(endpoint, new LlamaCppDialect(), client, List.of());
    }
}
