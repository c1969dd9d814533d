package dev.millrace.gateway.routes;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.BodyTooLarge;
import dev.millrace.web.token.Caller;
import dev.millrace.web.token.TokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls to the other services, each with a token for exactly that call. */
public final class Upstreams {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final HttpClient http;
    private final Map<String, String> urls;
    private final TokenSigner signer;

    Upstreams(HttpClient http, Map<String, String> urls, TokenSigner signer) {
        this.http = http;
        this.urls = urls;
        this.signer = signer;
    }

    /**
     * A request under way.
     *
     * @param path encoded, without the query
     * @param query encoded, without the question mark
     */
    public HttpRequest.Builder request(
            String service,
            Caller caller,
            String method,
            String path,
            @Nullable String query,
            HttpRequest.BodyPublisher body) {
        URI uri = URI.create(urls.get(service) + path + (query == null ? "" : "?" + query));
        return HttpRequest.newBuilder(uri)
                .method(method, body)
                .header("Authorization", "Bearer " + signer.sign(caller, service, method, path));
    }

    /**
     * Sends it.
     *
     * @throws ApiException `service_unavailable` when the service does not answer;
     *     `request_too_large` when the body turns out to be while it goes on
     */
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException down) {
            for (Throwable cause = down; cause != null; cause = cause.getCause()) {
                if (cause instanceof BodyTooLarge body) {
                    throw ApiException.of(ErrorCode.REQUEST_TOO_LARGE, body.limit());
                }
            }
            throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(PAUSE);
        }
    }

    /**
     * What a service says of its health if that is good; nothing if it is not, or cannot be told.
     */
    public Optional<String> health(String service, Duration patience) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(urls.get(service) + "/actuator/health"))
                        .timeout(patience)
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException down) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The ids of the other services. */
    public Iterable<String> services() {
        return urls.keySet();
    }
}
