package dev.millrace.provider.azure;

import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EmbeddingProtocol;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.protocol.HttpEmbeddingProvider;
import dev.millrace.provider.protocol.HttpModelSource;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.Map;

/** Makes providers that are resources of Azure OpenAI. Their models are deployments. */
public final class Azure {

    private Azure() {}

    /**
     * The provider behind a resource.
     *
     * @param given its address is the resource's, {@code https://NAME.openai.azure.com}, with or
     *     without {@code /openai/v1}
     */
    public static Provider provider(Endpoint given, AzureSettings settings, UpstreamClient client) {
        Endpoint endpoint =
                new Endpoint(
                        given.provider(),
                        AzurePaths.resource(given.baseUrl()),
                        given.apiKey(),
                        given.headers(),
                        given.patience());
        Map<String, String> headers =
                endpoint.apiKey().isEmpty() ? Map.of() : Map.of("api-key", endpoint.apiKey());
        Upstream upstream = new Upstream(client, endpoint, headers);
        ChatProtocol chat = new AzureChat(OpenAi.chat(OpenAi.OWN), settings);
        EmbeddingProtocol embeddings = new AzureEmbeddings(OpenAi.embeddings(), settings);
        ModelSource list =
                new HttpModelSource(
                        upstream,
                        chat::refusal,
                        new AzurePaths(settings.apiVersion()).models(),
                        "data",
                        AzureModels::ofUse);
        return new Provider(
                endpoint.provider(),
                "azure",
                endpoint.baseUrl(),
                new HttpChatProvider(upstream, chat),
                new HttpEmbeddingProvider(upstream, embeddings),
                new AzureModels(list, settings),
                false);
    }
}
