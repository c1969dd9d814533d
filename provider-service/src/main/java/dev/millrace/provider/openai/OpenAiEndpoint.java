package dev.millrace.provider.openai;

/**
 * Where a provider is and how it is spoken to. An operator sets it: it is not subject to the rules
 * for addresses that users can influence.
 *
 * @param provider the provider's id
 * @param baseUrl up to and with the version, without a slash at the end
 * @param apiKey the credential; empty for servers that ask for none
 */
public record OpenAiEndpoint(String provider, String baseUrl, String apiKey, Dialect dialect) {

    public OpenAiEndpoint {
        while (baseUrl.endsWith("/")) {
            baseUrl = baseUrl.substring(0, baseUrl.length() - 1);
        }
    }

    /** Never with the credential. */
    @Override
    public String toString() {
        return "OpenAiEndpoint[" + provider + "]";
    }
}
