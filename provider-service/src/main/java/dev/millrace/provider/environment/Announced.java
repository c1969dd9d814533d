package dev.millrace.provider.environment;

import dev.millrace.provider.registry.ProviderSettings;
import dev.millrace.provider.registry.ProviderType;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A provider that the environment announces. */
sealed interface Announced {

    /**
     * One to be set up.
     *
     * @param credential empty when there is none
     */
    record Spoken(ProviderSettings settings, String credential) implements Announced {

        /** Never with the credential. */
        @Override
        public String toString() {
            return "Spoken[" + settings.id() + "]";
        }
    }

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
            boolean placeless = address.isEmpty() && vendor.type().usualEndpoint().isEmpty();
            if ((key.isEmpty() && address.isEmpty()) || placeless) {
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
        ProviderType type = vendor.type();
        String url = address.isEmpty() ? type.usualEndpoint() : withPath(address, vendor.path());
        URI uri = address(url);
        if (uri == null) {
            return new Malformed(vendor.addressVariable());
        }
        ProviderSettings settings = ProviderSettings.usual(type.word(), spoken(type, url), url);
        ProviderSettings placed = settings.in(mode(uri, settings));
        return new Spoken(
                type == ProviderType.AZURE
                        ? placed.offering(
                                value(variable, "AZURE_OPENAI_API_VERSION"),
                                deployments(value(variable, "AZURE_OPENAI_DEPLOYMENTS")))
                        : placed,
                key);
    }

    private static List<String> deployments(String listed) {
        return Stream.of(listed.split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * What is at that address: OpenAI's and Ollama's variables are used for whatever is like it.
     */
    private static ProviderType spoken(ProviderType type, String url) {
        boolean elsewhere = type == ProviderType.OPENAI && !url.equals(type.usualEndpoint());
        boolean compatible = type == ProviderType.OLLAMA && url.endsWith("/v1");
        return elsewhere || compatible ? ProviderType.OPENAI_COMPATIBLE : type;
    }

    private static DeploymentMode mode(URI uri, ProviderSettings settings) {
        String host = String.valueOf(uri.getHost());
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return DeploymentMode.LOCAL;
        }
        return "http".equals(uri.getScheme()) ? DeploymentMode.PRIVATE : settings.mode();
    }

    private static String withPath(String address, String path) {
        String bare = address;
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return bare.endsWith(path) ? bare : bare + path;
    }

    private static @Nullable URI address(String url) {
        try {
            URI uri = URI.create(url);
            // A password in an address would be shown with it, and so would a key after it.
            boolean fine =
                    uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getQuery() == null
                            && uri.getFragment() == null
                            && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
            return fine ? uri : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static String value(Function<String, @Nullable String> variable, String name) {
        String value = variable.apply(name);
        return value == null ? "" : value.trim();
    }
}
