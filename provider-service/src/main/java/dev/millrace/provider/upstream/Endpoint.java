package dev.millrace.provider.upstream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is. An operator sets it: it is not subject to the rules for addresses that users
 * can influence.
 *
 * @param provider the provider's id
 * @param baseUrl up to and with the version, without a slash at the end
 * @param apiKey the credential; empty for servers that ask for none
 * @param headers of every request, besides those of the protocol
 * @param patience null for the usual one
 */
public record Endpoint(
        String provider,
        String baseUrl,
        String apiKey,
        Map<String, String> headers,
        @Nullable Patience patience) {

    /** Nothing is unusual about it. */
    public Endpoint(String provider, String baseUrl, String apiKey) {
        this(provider, baseUrl, apiKey, Map.of(), null);
    }

    public Endpoint {
        while (baseUrl.endsWith("/")) {
            baseUrl = baseUrl.substring(0, baseUrl.length() - 1);
        }
    }

    /** Never with the credential. */
    @Override
    public String toString() {
        return "Endpoint[" + provider + "]";
    }
}
