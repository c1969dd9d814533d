package dev.millrace.provider.openai;

import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;
import java.util.Map;

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
        Map<String, String> headers =
                endpoint.apiKey().isEmpty()
                        ? Map.of()
                        : Map.of("authorization", "Bearer " + endpoint.apiKey());
        Upstream upstream = new Upstream(client, endpoint.baseUrl(), headers);
        ModelSource models =
                endpoint.dialect().listsModels() ? new OpenAiModels(upstream) : () -> shipped;
        return new Provider(
                endpoint.provider(),
                "openai-compatible",
                endpoint.baseUrl(),
                new HttpChatProvider(upstream, new OpenAiChat(endpoint.dialect())),
                new OpenAiEmbeddingProvider(upstream),
                models,
                endpoint.dialect().thinkTags());
    }
}
