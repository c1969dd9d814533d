package dev.millrace.standalone.clients;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.client.okhttp.OkHttpClient;
import com.openai.core.ClientOptions;
import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** The official client, with an ear at its wire: below its retries. */
final class Wiretap implements HttpClient {

    private final HttpClient wire;
    private final IntConsumer onStatus;
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

    /**
     * One request that went over the wire.
     *
     * @param retry what the SDK says of how often it has retried
     * @param sent and {@code answered} in nanoseconds of {@link System#nanoTime}
     */
    record Attempt(String retry, int status, Headers headers, long sent, long answered) {

        String header(String name) {
            return String.join(",", headers.values(name));
        }
    }

    /**
     * @param onStatus told every status before the SDK sees it
     */
    Wiretap(IntConsumer onStatus) {
        this.wire = OkHttpClient.builder().timeout(Duration.ofSeconds(60)).build();
        this.onStatus = onStatus;
    }

    OpenAIClient client(ClientHouse house) {
        return new OpenAIClientImpl(
                ClientOptions.builder()
                        .httpClient(this)
                        .baseUrl(house.baseUrl())
                        .apiKey(house.key())
                        .build());
    }

    List<Attempt> attempts() {
        return attempts;
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        var sent = System.nanoTime();
        var response = wire.execute(request, options);
        attempts.add(
                new Attempt(
                        String.join(",", request.headers().values("x-stainless-retry-count")),
                        response.statusCode(),
                        response.headers(),
                        sent,
                        System.nanoTime()));
        onStatus.accept(response.statusCode());
        return response;
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(
            HttpRequest request, RequestOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        wire.close();
    }
}
