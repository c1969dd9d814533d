package dev.millrace.provider.deepseek;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers for DeepSeek. */
public final class DeepSeek {

    private DeepSeek() {}

    /** The provider behind an endpoint; one that ends in {@code /beta} takes strict tools. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        boolean beta = endpoint.baseUrl().endsWith("/beta");
        return OpenAi.provider(endpoint, new DeepSeekDialect(beta), client, List.of());
    }
}
