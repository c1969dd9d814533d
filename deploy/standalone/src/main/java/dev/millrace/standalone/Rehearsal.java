package dev.millrace.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks the roads that people walk most, side by side and often: the JVM keeps profiles of what ran
 * hot, and profiles of too few rounds make the next run slower than none.
 */
final class Rehearsal {

    private static final int WALKERS = 24;
    private static final int ROUNDS = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI gateway;
    private final String key;

    Rehearsal(URI gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    /**
     * @throws Refusal when the product does not answer
     */
    void play() {
        try (var http = HttpClient.newHttpClient();
                var walkers = Executors.newVirtualThreadPerTaskExecutor()) {
            var walks =
                    IntStream.range(0, WALKERS)
                            .mapToObj(_ -> CompletableFuture.runAsync(() -> walk(http), walkers))
                            .toList();
            walks.forEach(CompletableFuture::join);
        }
    }

    private void walk(HttpClient http) {
        for (int round = 0; round < ROUNDS; round++) {
            ask(http, "/v1/chat/completions", chat("Why is the sky blue? " + round, false));
            if (round % 3 == 0) {
                ask(http, "/v1/chat/completions", chat("Count to " + round, true));
            }
            if (round % 9 == 0) {
                ask(http, "/api/v1/llm/query", chat("Summarise " + round, false));
                ask(http, "/v1/models", null);
            }
        }
        ask(http, "/api/v1/analytics/usage", null);
    }

    private static String chat(String question, boolean stream) {
        return """
        {"model": "auto", "stream": %s, "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted(stream, question);
    }

    private void ask(HttpClient http, String path, @Nullable String body) {
        var request =
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(PATIENCE)
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json");
        try {
            var response =
                    http.send(
                            body == null
                                    ? request.build()
                                    : request.POST(BodyPublishers.ofString(body)).build(),
                            BodyHandlers.discarding());
            if (response.statusCode() >= 300) {
                throw new Refusal("The rehearsal got " + response.statusCode() + " at " + path);
            }
        } catch (IOException e) {
            throw new Refusal("The rehearsal got no answer at " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("The rehearsal was interrupted", e);
        }
    }
}
