package dev.millrace.provider.upstream;

/**
 * Where a provider is. An operator sets it: it is not subject to the rules for addresses that users
 * can influence.
 *
 * @param provider the provider's id
 * @param baseUrl up to and with the version, without a slash at the end
 * @param apiKey the credential; empty for servers that ask for none
 */
public record Endpoint(String provider, String baseUrl, String apiKey) {

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
