package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.Map;

/** Makes providers that speak Anthropic's protocol. */
public final class Anthropic {

    private static final String VERSION = "2023-06-01";

    private Anthropic() {}

    /**
     * The provider behind an address.
     *
     * @param id the provider's id
     * @param baseUrl up to and with {@code /v1}
     * @param apiKey empty for a proxy that asks for none
     */
    public static Provider provider(
            String id, String baseUrl, String apiKey, UpstreamClient client) {
        Map<String, String> headers =
                apiKey.isEmpty()
                        ? Map.of("anthropic-version", VERSION)
                        : Map.of("anthropic-version", VERSION, "x-api-key", apiKey);
        Upstream upstream = new Upstream(client, baseUrl, headers);
        return new Provider(
                id,
                "anthropic",
                baseUrl,
                new HttpChatProvider(upstream, new AnthropicChat()),
                (_, _) -> {
                    throw new ProviderException(
                            new ProviderFailure.ModelNotFound("Anthropic does not embed"));
                },
                new AnthropicModels(upstream),
                false);
    }
}
