package dev.millrace.standalone.product;

import dev.millrace.standalone.Refusal;
import dev.millrace.standalone.place.AdminKey;
import dev.millrace.standalone.place.RunFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The running product as its users see it. */
public final class Product implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    private Product(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /**
     * An answer.
     *
     * @param tag its `ETag` as it came, quotes and all; empty for none
     */
    public record Answer(int status, JsonNode body, String tag) {

        public boolean isGood() {
            return status / 100 == 2;
        }
    }

    /**
     * The one at this address, else the one that runs on this data folder; with the key of the
     * environment, else that of the folder.
     *
     * @throws Refusal saying what to do when there is none
     */
    public static Product find(@Nullable String url, Path data, Map<String, String> environment) {
        return find(url, null, data, environment);
    }

    /** The same with a key of the caller's, where there is one. */
    public static Product find(
            @Nullable String url,
            @Nullable String key,
            Path data,
            Map<String, String> environment) {
        String address = url == null ? running(data) : url.replaceAll("/+$", "");
        String given =
                key == null ? environment.getOrDefault("MILLRACE_ADMIN_KEY", "") : key.strip();
        return new Product(address, given.isBlank() ? kept(data) : given);
    }

    private static String running(Path data) {
        RunFile.Entry gateway = RunFile.in(data).read().get("api-gateway");
        if (gateway == null || gateway.process().isEmpty()) {
            throw new Refusal(
                    "Millrace does not run on the data folder %s: start it with ./millrace up in another terminal, or say --url"
                            .formatted(data.toAbsolutePath().normalize()));
        }
        return "http://127.0.0.1:" + gateway.port();
    }

    private static String kept(Path data) {
        Path file = AdminKey.file(data);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Refusal(
                    "No API key: the data folder %s holds none, so set MILLRACE_ADMIN_KEY to the product's"
                            .formatted(data.toAbsolutePath().normalize()),
                    e);
        }
    }

    public String url() {
        return url;
    }

    /**
     * Asks.
     *
     * @param body null sends none
     * @throws Refusal when nobody answers
     */
    public Answer call(String method, String path, @Nullable Object body) {
        return call(method, path, body, Map.of());
    }

    /** The same with further headers. */
    public Answer call(
            String method, String path, @Nullable Object body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(PATIENCE)
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            JsonNode answer =
                    response.body().length == 0
                            ? MissingNode.getInstance()
                            : JSON.readTree(response.body());
            return new Answer(
                    response.statusCode(),
                    answer,
                    response.headers().firstValue("etag").orElse(""));
        } catch (IOException e) {
            throw new Refusal("Millrace does not answer at " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted", e);
        }
    }

    /**
     * The body of a call that succeeds.
     *
     * @throws Refusal with the product's own code and message when it does not
     */
    public JsonNode done(String method, String path, @Nullable Object body) {
        return done(method, path, body, Map.of()).body();
    }

    /** The same with further headers. */
    public Answer done(
            String method, String path, @Nullable Object body, Map<String, String> headers) {
        Answer answer = call(method, path, body, headers);
        if (!answer.isGood()) {
            throw new Refusal(
                    "%s %s was answered with %d %s"
                            .formatted(method, path, answer.status(), reason(answer)));
        }
        return answer;
    }

    public static String reason(Answer answer) {
        JsonNode error = answer.body().path("error");
        return (error.path("code").asString("") + ": " + error.path("message").asString(""))
                .strip();
    }

    @Override
    public void close() {
        http.close();
    }
}
