package dev.millrace.provider.upstream;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls one endpoint. Thread-safe. */
public final class Upstream {

    /** Shorter ones stand in words that mean something else. */
    private static final int SECRET = 8;

    private final UpstreamClient client;
    private final Endpoint endpoint;
    private final Map<String, String> headers;

    /**
     * @param headers of every request, the credential's among them
     */
    public Upstream(UpstreamClient client, Endpoint endpoint, Map<String, String> headers) {
        this.client = client;
        this.endpoint = endpoint;
        this.headers = new LinkedHashMap<>(endpoint.headers());
        this.headers.putAll(headers);
        this.headers.putIfAbsent("accept", "application/json, text/event-stream");
    }

    public Exchange post(String path, byte[] body, Instant deadline, Cancellation cancellation) {
        return client.exchange("POST", at(path), headers, body, patience(), deadline, cancellation);
    }

    public Exchange get(String path, Duration timeout) {
        Instant deadline = client.clock().instant().plus(timeout);
        return client.exchange(
                "GET", at(path), headers, null, patience(), deadline, new Cancellation());
    }

    private URI at(String path) {
        return URI.create(endpoint.baseUrl() + path);
    }

    /** Passes on what the vendor told of its limits on a model. */
    public void told(String model, RateLimits rates) {
        client.rates().told(endpoint, model, rates);
    }

    /**
     * A failure as others may see it: vendors, and proxies in front of them, repeat the credential
     * that they do not like.
     */
    public ProviderException withoutSecret(ProviderException failure) {
        String secret = endpoint.apiKey();
        return secret.length() < SECRET ? failure : failure.without(secret);
    }

    public Patience patience() {
        Patience own = endpoint.patience();
        return own == null ? client.patience() : own;
    }
}
