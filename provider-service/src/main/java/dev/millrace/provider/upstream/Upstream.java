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

    private final UpstreamClient client;
    private final Endpoint endpoint;
    private final Map<String, String> headers;
    private final Redaction redaction;

    /**
     * @param headers of every request, the credential's among them
     */
    public Upstream(UpstreamClient client, Endpoint endpoint, Map<String, String> headers) {
        this.client = client;
        this.endpoint = endpoint;
        this.redaction = new Redaction(endpoint.apiKey());
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

    /** A call's failure without the credential, which some vendors echo. */
    public ProviderException redacted(ProviderException e) {
        return redaction.of(e);
    }

    public Patience patience() {
        Patience own = endpoint.patience();
        return own == null ? client.patience() : own;
    }
}
