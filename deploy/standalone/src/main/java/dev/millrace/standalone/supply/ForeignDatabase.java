package dev.millrace.standalone.supply;

import dev.millrace.standalone.Refusal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A server that somebody else runs, from {@code MILLRACE_POSTGRES}, written as {@code
 * postgresql://user:password@host:port/database}. The user may be one for all services: each gets
 * its own schema, made when it is missing.
 */
public record ForeignDatabase(String url, String user, String password) implements Database {

    public static ForeignDatabase of(String address) {
        try {
            var uri = URI.create(address.strip());
            var login = uri.getRawUserInfo();
            var scheme = uri.getScheme();
            if (login == null
                    || uri.getHost() == null
                    || uri.getPath() == null
                    || uri.getPath().length() < 2
                    || !("postgresql".equals(scheme) || "postgres".equals(scheme))) {
                throw malformed();
            }
            var colon = login.indexOf(':');
            var query = uri.getRawQuery() == null ? "" : uri.getRawQuery() + "&";
            return new ForeignDatabase(
                    "jdbc:postgresql://%s:%d%s?%s"
                            .formatted(
                                    uri.getHost(),
                                    uri.getPort() < 0 ? 5432 : uri.getPort(),
                                    uri.getRawPath(),
                                    query),
                    decode(colon < 0 ? login : login.substring(0, colon)),
                    colon < 0 ? "" : decode(login.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    @Override
    public Map<String, String> properties(String schema) {
        return Map.of(
                "spring.datasource.url",
                url + "currentSchema=" + schema,
                "spring.datasource.username",
                user,
                "spring.datasource.password",
                password,
                "spring.flyway.default-schema",
                schema,
                "spring.flyway.create-schemas",
                "true");
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "ForeignDatabase";
    }

    /** Never with the value: it holds a password. */
    private static Refusal malformed() {
        return new Refusal(
                "MILLRACE_POSTGRES must be postgresql://user:password@host:port/database");
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
