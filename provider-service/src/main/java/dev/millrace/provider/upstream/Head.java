package dev.millrace.provider.upstream;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a response begins.
 *
 * @param status of HTTP
 * @param headers by name, of any case; several of one name are one, with commas between them
 */
public record Head(int status, Map<String, String> headers) {

    public Head {
        Map<String, String> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> named.merge(name, value, Head::both));
        headers = named;
    }

    static String both(String one, String other) {
        return one + ", " + other;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** True for {@code text/event-stream} and the like, parameters aside. */
    public boolean isOfType(String type) {
        return header("content-type").orElse("").toLowerCase(Locale.ROOT).startsWith(type);
    }
}
