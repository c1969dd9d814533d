package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends requests to one endpoint. Thread-safe. */
final class Upstream {

    private final OpenAiEndpoint endpoint;
    private final UpstreamClient client;
    private final Map<String, String> headers = new LinkedHashMap<>();

    Upstream(OpenAiEndpoint endpoint, UpstreamClient client) {
        this.endpoint = endpoint;
        this.client = client;
        headers.put("accept", "application/json, text/event-stream");
        if (!endpoint.apiKey().isEmpty()) {
            headers.put("authorization", "Bearer " + endpoint.apiKey());
        }
    }

    Exchange post(String path, byte[] body, Instant deadline, Cancellation cancellation) {
        return client.exchange("POST", endpoint.at(path), headers, body, deadline, cancellation);
    }

    Exchange get(String path, Duration timeout) {
        Instant deadline = client.clock().instant().plus(timeout);
        return client.exchange(
                "GET", endpoint.at(path), headers, null, deadline, new Cancellation());
    }

    /** Reads a refusal's body and throws what it means. */
    static void refuse(Head head, Exchange exchange)
            throws ProviderException, InterruptedException {
        byte[] body;
        try {
            body = exchange.all();
        } catch (ProviderException e) {
            if (e.failure() instanceof ProviderFailure.Cancelled) {
                throw e;
            }
            // The status is clear even when the explanation does not arrive.
            body = new byte[0];
        }
        throw new ProviderException(VendorErrors.of(head, body));
    }

    Dialect dialect() {
        return endpoint.dialect();
    }

    Patience patience() {
        return client.patience();
    }
}
