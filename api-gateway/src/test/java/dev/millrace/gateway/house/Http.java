package dev.millrace.gateway.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of one gateway, with one key. */
public record Http(String base, String key) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

    /** An answer. */
    public record Answer(int status, String body, java.net.http.HttpHeaders headers) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String code() {
            return json().path("error").path("code").asString("");
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    static Http to(ApplicationContext gateway, String key) {
        String port = gateway.getEnvironment().getRequiredProperty("local.server.port");
        return new Http("http://127.0.0.1:" + port, key);
    }

    public Http as(String otherKey) {
        return new Http(base, otherKey);
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, String json, String... headers) {
        return send(
                "POST", path, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), headers);
    }

    public Answer send(
            String method,
            String path,
            byte @org.jspecify.annotations.Nullable [] body,
            String... headers) {
        try {
            HttpResponse<String> answer =
                    CLIENT.send(
                            request(method, path, body, headers).build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpRequest.Builder request(
            String method,
            String path,
            byte @org.jspecify.annotations.Nullable [] body,
            String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (body != null) {
            request.header("content-type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    /** A chat body with one user message. */
    public static String chat(String prompt, String... more) {
        return "{'model':'m1','messages':[{'role':'user','content':'"
                + prompt
                + "'}]"
                + String.join("", more)
                + "}";
    }
}
