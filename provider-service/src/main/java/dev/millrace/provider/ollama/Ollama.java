package dev.millrace.provider.ollama;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.protocol.HttpEmbeddingProvider;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.Map;

/** Makes providers that speak Ollama's protocol. */
public final class Ollama {

    private Ollama() {}

    /**
     * The provider behind a server.
     *
     * @param endpoint its address has no path; its key is for Ollama's cloud alone
     */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        Map<String, String> headers =
                endpoint.apiKey().isEmpty()
                        ? Map.of()
                        : Map.of("authorization", "Bearer " + endpoint.apiKey());
        Upstream upstream = new Upstream(client, endpoint, headers);
        ShownModels shown = new ShownModels();
        ContextSizes sizes = new ContextSizes(client.clock());
        return new Provider(
                endpoint.provider(),
                "ollama",
                endpoint.baseUrl(),
                new HttpChatProvider(upstream, new OllamaChat(shown, sizes)),
                new HttpEmbeddingProvider(upstream, new OllamaEmbeddings()),
                new OllamaModels(upstream, client.clock(), shown),
                true);
    }
}
