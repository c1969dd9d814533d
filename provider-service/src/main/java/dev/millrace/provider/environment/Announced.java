package dev.millrace.provider.environment;

import dev.millrace.provider.environment.Vendor.Protocol;
import dev.millrace.provider.environment.Vendor.Shape;
import dev.millrace.provider.upstream.Endpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider that the environment announces. */
sealed interface Announced {

    record Spoken(Endpoint endpoint, Protocol protocol) implements Announced {}

    /** Set, but this version does not speak its protocol. */
    record Unspoken(String provider) implements Announced {}

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
            announced.add(of(vendor, address, key));
        }
        return announced;
    }

    private static Announced of(Vendor vendor, String address, String key) {
        Protocol protocol = vendor.protocol();
        if (protocol == null) {
            return new Unspoken(vendor.id());
        }
        String url = address.isEmpty() ? vendor.address() : withPath(address, vendor.path());
        if (!isAddress(url)) {
            return new Malformed(vendor.addressVariable());
        }
        // Whoever names another address has a compatible server of unknown make behind it.
        boolean elsewhere = !address.isEmpty() && !url.equals(vendor.address());
        boolean unknown = elsewhere && protocol.equals(new Protocol.OpenAi(Shape.OPENAI));
        return new Spoken(
                new Endpoint(vendor.id(), url, key),
                unknown ? new Protocol.OpenAi(Shape.COMPATIBLE) : protocol);
    }

    private static String withPath(String address, String path) {
        String bare = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
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
