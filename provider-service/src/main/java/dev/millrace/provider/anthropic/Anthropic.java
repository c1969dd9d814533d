package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.protocol.HttpModelSource;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.Map;

/** Makes providers that speak Anthropic's protocol. */
public final class Anthropic {

    private static final String VERSION = "2023-06-01";

    private Anthropic() {}

    /** The provider behind an endpoint, whose address ends in {@code /v1}. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        Map<String, String> headers =
                endpoint.apiKey().isEmpty()
                        ? Map.of("anthropic-version", VERSION)
                        : Map.of("anthropic-version", VERSION, "x-api-key", endpoint.apiKey());
        Upstream upstream = new Upstream(client, endpoint, headers);
        return new Provider(
                endpoint.provider(),
                "anthropic",
                endpoint.baseUrl(),
                new HttpChatProvider(upstream, new AnthropicChat()),
                (_, _) -> {
                    throw new ProviderException(
                            new ProviderFailure.ModelNotFound("Anthropic does not embed"));
                },
                new HttpModelSource(
                        upstream,
                        AnthropicErrors::of,
                        "/models?limit=1000",
                        "data",
                        model -> Json.text(model, "id")),
                false);
    }
}
