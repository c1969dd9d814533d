package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EmbeddingProtocol;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.protocol.HttpEmbeddingProvider;
import dev.millrace.provider.protocol.HttpModelSource;
import dev.millrace.provider.responses.ResponsesChat;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;
import java.util.Map;

/** Makes providers that speak OpenAI's protocol. */
public final class OpenAi {

    /** The dialect of api.openai.com. */
    public static final Dialect OWN = new OpenAiDialect();

    private OpenAi() {}

    /** Chat in a dialect, for vendors that wrap it. */
    public static ChatProtocol chat(Dialect dialect) {
        return new OpenAiChat(dialect);
    }

    /** OpenAI's own embeddings, for vendors that wrap them. */
    public static EmbeddingProtocol embeddings() {
        return new OpenAiEmbeddings(OpenAi.OWN);
    }

    /** OpenAI's own server. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        return provider(endpoint, OpenAi.OWN, client, List.of());
    }

    /**
     * The provider behind an endpoint.
     *
     * @param shipped models it is known to have, for endpoints without a list
     */
    public static Provider provider(
            Endpoint endpoint, Dialect dialect, UpstreamClient client, List<String> shipped) {
        Upstream upstream = upstream(endpoint, client);
        ModelSource models =
                dialect.listsModels()
                        ? new HttpModelSource(
                                upstream,
                                (head, body) -> VendorErrors.of(head, body, dialect),
                                "/models",
                                "data",
                                model -> Json.text(model, "id"))
                        : () -> shipped;
        return new Provider(
                endpoint.provider(),
                dialect.kind(),
                endpoint.baseUrl(),
                new HttpChatProvider(upstream, surface(dialect)),
                new HttpEmbeddingProvider(upstream, new OpenAiEmbeddings(dialect)),
                models,
                dialect.thinkTags());
    }

    /** OpenAI's own server has more models than chat completions do. */
    private static ChatProtocol surface(Dialect dialect) {
        ChatProtocol completions = new OpenAiChat(dialect);
        return dialect.equals(OpenAi.OWN)
                ? new ChosenSurface(completions, responses())
                : completions;
    }

    /** Chat over Responses alone, whatever the model. */
    public static ChatProvider responses(Endpoint endpoint, UpstreamClient client) {
        return new HttpChatProvider(upstream(endpoint, client), responses());
    }

    private static ChatProtocol responses() {
        return new ResponsesChat(VendorErrors::of, VendorErrors::inside);
    }

    private static Upstream upstream(Endpoint endpoint, UpstreamClient client) {
        Map<String, String> headers =
                endpoint.apiKey().isEmpty()
                        ? Map.of()
                        : Map.of("authorization", "Bearer " + endpoint.apiKey());
        return new Upstream(client, endpoint, headers);
    }
}
