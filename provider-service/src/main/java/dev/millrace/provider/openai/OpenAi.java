package dev.millrace.provider.openai;

import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers that speak OpenAI's protocol. */
public final class OpenAi {

    private OpenAi() {}

    /**
     * The provider behind an endpoint.
     *
     * @param shipped models it is known to have, for endpoints without a list
     */
    public static Provider provider(
            OpenAiEndpoint endpoint, UpstreamClient client, List<String> shipped) {
        Upstream upstream = new Upstream(endpoint, client);
        ModelSource models =
                endpoint.dialect().listsModels() ? new OpenAiModels(upstream) : () -> shipped;
        return new Provider(
                endpoint.provider(),
                "openai-compatible",
                endpoint.baseUrl(),
                new OpenAiChatProvider(upstream),
                new OpenAiEmbeddingProvider(upstream),
                models,
                endpoint.dialect().thinkTags());
    }
}
