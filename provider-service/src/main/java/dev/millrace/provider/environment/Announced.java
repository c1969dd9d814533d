package dev.millrace.provider.environment;

import dev.millrace.provider.azure.AzureSettings;
import dev.millrace.provider.environment.Vendor.Protocol;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.upstream.Endpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider that the environment announces. */
sealed interface Announced {

    record Spoken(Endpoint endpoint, Protocol protocol) implements Announced {}

    /** Set to something that is no address. */
    record Malformed(String variable) implements Announced {}

    /**
     * What the variables announce, in the order of {@link Vendor#all}.
     *
     * @param variable a variable's value, or null
     */
    static List<Announced> from(Function<String, @Nullable String> variable) {
        List<Announced> announced = new ArrayList<>();
        for (Vendor vendor : Vendor.all()) {
            String key = vendor.keyVariable() == null ? "" : value(variable, vendor.keyVariable());
            String address = value(variable, vendor.addressVariable());
            if (key.isEmpty() && address.isEmpty()) {
                continue;
            }
            announced.add(of(vendor, address, key, variable));
        }
        return announced;
    }

    private static Announced of(
            Vendor vendor,
            String address,
            String key,
            Function<String, @Nullable String> variable) {
        String url = address.isEmpty() ? vendor.address() : withPath(address, vendor.path());
        if (!isAddress(url)) {
            return new Malformed(vendor.addressVariable());
        }
        return new Spoken(
                new Endpoint(vendor.id(), url, key), protocol(vendor, address, url, variable));
    }

    private static Protocol protocol(
            Vendor vendor,
            String address,
            String url,
            Function<String, @Nullable String> variable) {
        return switch (vendor.protocol()) {
            // Whoever names another address has a compatible server of unknown make behind it.
            case Protocol.OpenAi(Dialect dialect)
                    when dialect.equals(Dialect.OPENAI)
                            && !address.isEmpty()
                            && !url.equals(vendor.address()) ->
                    new Protocol.OpenAi(Dialect.COMPATIBLE);
            case Protocol.Azure _ ->
                    new Protocol.Azure(
                            AzureSettings.of(
                                    value(variable, "AZURE_OPENAI_API_VERSION"),
                                    value(variable, "AZURE_OPENAI_DEPLOYMENTS")));
            // It speaks OpenAI's protocol there too, for who wants that.
            case Protocol.Ollama _ when url.endsWith("/v1") ->
                    new Protocol.OpenAi(Dialect.COMPATIBLE);
            case Protocol usual -> usual;
        };
    }

    private static String withPath(String address, String path) {
        String bare = address;
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return bare.endsWith(path) ? bare : bare + path;
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = URI.create(url);
            // A password in an address would be shown with it.
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String value(Function<String, @Nullable String> variable, String name) {
        String value = variable.apply(name);
        return value == null ? "" : value.trim();
    }
}
