package dev.millrace.gateway.routes;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the other services are.
 *
 * @param services by service id; what is not said is on loopback, at the port it has when it runs
 *     alone
 */
@ConfigurationProperties("millrace")
public record ServicesProperties(@Nullable Map<String, Place> services) {

    /**
     * Where one service is.
     *
     * @param url scheme, host and port
     */
    public record Place(URI url) {}

    private static final Map<String, Integer> ALONE =
            Map.of(
                    "router-service", 8081,
                    "provider-service", 8082,
                    "rag-service", 8083,
                    "postprocess-service", 8084,
                    "telemetry-service", 8085);

    /** The URL of each of the other services, without a slash at its end. */
    public Map<String, String> urls() {
        Map<String, String> urls = new TreeMap<>();
        ALONE.forEach((id, port) -> urls.put(id, "http://127.0.0.1:" + port));
        if (services != null) {
            services.forEach(
                    (id, place) -> {
                        if (ALONE.containsKey(id)) {
                            urls.put(id, place.url().toString().replaceAll("/+$", ""));
                        }
                    });
        }
        return urls;
    }
}
