package dev.millrace.testbed;

import static org.awaitility.Awaitility.await;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.Owner;
import dev.millrace.events.TokenKey;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.web.token.Caller;
import dev.millrace.web.token.TokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole service, on the shared broker and database, and the gateway that calls it. Two runs of
 * one service have the same data folder.
 */
public final class Running implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Its own: a service that still runs beside this one goes on believing its gateway. */
    private final String tokenKey = "gateway-of-the-test-" + UUID.randomUUID();

    private final Service service;
    private final Peer gateway = new Peer(Service.API_GATEWAY);
    private final HttpClient http = HttpClient.newHttpClient();
    private final TokenSigner signer;
    private final ConfigurableApplicationContext context;

    private Running(Service service, SpringApplicationBuilder application, String... arguments) {
        this.service = service;
        KeyPair keys = keys();
        this.signer = new TokenSigner(tokenKey, keys, Clock.systemUTC());
        // Before the start: who is ready knows every key that was there when it started.
        gateway.publish(
                        Topics.ACCESS,
                        "token-key/" + tokenKey,
                        new TokenKey(
                                tokenKey,
                                new Owner("default", "default", "default"),
                                ByteBuffer.wrap(keys.getPublic().getEncoded()),
                                Instant.now().minusSeconds(60),
                                Instant.now().plusSeconds(3_600)))
                .join();
        this.context = application.run(arguments);
    }

    /**
     * Starts it, with further settings written {@code name=value}, and waits until it is ready.
     *
     * @throws org.awaitility.core.ConditionTimeoutException when it does not become ready
     */
    public static Running start(
            Service service, SpringApplicationBuilder application, String... settings) {
        List<String> arguments = new ArrayList<>();
        TestCluster.shared()
                .properties(service.id().replaceFirst("^api-|-service$", ""))
                .forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--server.port=0");
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        Running running = new Running(service, application, arguments.toArray(String[]::new));
        await().atMost(PATIENCE).until(running::ready);
        return running;
    }

    private boolean ready() {
        return get("/actuator/health/readiness", null).statusCode() == 200;
    }

    public <B> B bean(Class<B> type) {
        return context.getBean(type);
    }

    public Peer gateway() {
        return gateway;
    }

    /** As this caller; null calls without a token. */
    public HttpResponse<String> get(String pathAndQuery, @Nullable Caller caller) {
        return call("GET", pathAndQuery, null, caller);
    }

    /** As this caller; null calls without a token. */
    public HttpResponse<String> post(String path, String body, @Nullable Caller caller) {
        return call("POST", path, body, caller);
    }

    /** With a body of JSON, or none, as this caller; null calls without a token. */
    public HttpResponse<String> call(
            String method, String pathAndQuery, @Nullable String body, @Nullable Caller caller) {
        return send(
                method,
                pathAndQuery,
                "application/json",
                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                caller);
    }

    /** With a body of any type, or none, as this caller; null calls without a token. */
    public HttpResponse<String> send(
            String method,
            String pathAndQuery,
            String type,
            byte @Nullable [] body,
            @Nullable Caller caller) {
        return send(method, pathAndQuery, Map.of("content-type", type), body, caller);
    }

    /** With these headers and a body, or none, as this caller; null calls without a token. */
    public HttpResponse<String> send(
            String method,
            String pathAndQuery,
            Map<String, String> headers,
            byte @Nullable [] body,
            @Nullable Caller caller) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(pathAndQuery))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        if (caller != null) {
            String path = Objects.requireNonNull(URI.create(pathAndQuery).getRawPath());
            request.header(
                    "authorization", "Bearer " + signer.sign(caller, service.id(), method, path));
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String pathAndQuery) {
        String port = context.getEnvironment().getProperty("local.server.port");
        return URI.create("http://127.0.0.1:" + port + pathAndQuery);
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        gateway.close();
        http.close();
    }
}
