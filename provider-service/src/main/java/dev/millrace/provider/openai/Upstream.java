package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Sends requests to one endpoint. Thread-safe. */
final class Upstream {

    private final OpenAiEndpoint endpoint;
    private final HttpClient client;
    private final Watch watch;
    private final Clock clock;
    private final Patience patience;

    Upstream(
            OpenAiEndpoint endpoint,
            HttpClient client,
            Watch watch,
            Clock clock,
            Patience patience) {
        this.endpoint = endpoint;
        this.client = client;
        this.watch = watch;
        this.clock = clock;
        this.patience = patience;
    }

    /** Begins a call. */
    Exchange post(String path, byte[] body, Instant deadline, Cancellation cancellation) {
        HttpRequest request =
                request(endpoint.at(path))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        return new Exchange(client, watch, request, clock, patience, deadline, cancellation);
    }

    Exchange get(String path, Duration timeout) {
        HttpRequest request = request(endpoint.at(path)).GET().build();
        return new Exchange(
                client,
                watch,
                request,
                clock,
                patience,
                clock.instant().plus(timeout),
                new Cancellation());
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("accept", "application/json, text/event-stream");
        if (!endpoint.apiKey().isEmpty()) {
            request.header("authorization", "Bearer " + endpoint.apiKey());
        }
        return request;
    }

    /** Reads a refusal's body and throws what it means. */
    static void refuse(Signal.Head head, Exchange exchange)
            throws ProviderException, InterruptedException {
        byte[] body;
        try {
            body = exchange.all();
        } catch (ProviderException e) {
            if (e.failure() instanceof dev.millrace.provider.attempt.ProviderFailure.Cancelled) {
                throw e;
            }
            // The status is clear even when the explanation does not arrive.
            body = new byte[0];
        }
        throw new ProviderException(VendorErrors.of(head.status(), head.headers(), body));
    }

    Dialect dialect() {
        return endpoint.dialect();
    }

    Patience patience() {
        return patience;
    }

    Clock clock() {
        return clock;
    }
}
