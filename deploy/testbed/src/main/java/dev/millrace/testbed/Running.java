package dev.millrace.testbed;

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
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service, on a real broker and database, and the gateway that calls it. */
public final class Running implements AutoCloseable {

    private static final String TOKEN_KEY = "gateway-of-the-test";

    private final Service service;
    private final ConfigurableApplicationContext context;
    private final Peer gateway = new Peer(Service.API_GATEWAY);
    private final HttpClient http = HttpClient.newHttpClient();
    private final TokenSigner signer;

    private Running(Service service, ConfigurableApplicationContext context) {
        this.service = service;
        this.context = context;
        KeyPair keys = keys();
        this.signer = new TokenSigner(TOKEN_KEY, keys, Clock.systemUTC());
        gateway.publish(
                        Topics.ACCESS,
                        "token-key/" + TOKEN_KEY,
                        new TokenKey(
                                TOKEN_KEY,
                                new Owner("default", "default", "default"),
                                ByteBuffer.wrap(keys.getPublic().getEncoded()),
                                Instant.now().minusSeconds(60),
                                Instant.now().plusSeconds(3_600)))
                .join();
    }

    /** Starts it with further settings, written {@code name=value}. */
    public static Running start(
            Service service, SpringApplicationBuilder application, String... settings) {
        List<String> arguments = new ArrayList<>();
        TestCluster.shared()
                .properties(service.id().replace("-service", ""))
                .forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--server.port=0");
        arguments.add("--millrace.data=" + folder(service));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new Running(service, application.run(arguments.toArray(String[]::new)));
    }

    public <B> B bean(Class<B> type) {
        return context.getBean(type);
    }

    public Peer gateway() {
        return gateway;
    }

    /** As this caller; null calls without a token. */
    public HttpResponse<String> get(String pathAndQuery, @Nullable Caller caller) {
        return send(HttpRequest.newBuilder(uri(pathAndQuery)).GET(), "GET", pathAndQuery, caller);
    }

    /** As this caller; null calls without a token. */
    public HttpResponse<String> post(String path, String body, @Nullable Caller caller) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                "POST",
                path,
                caller);
    }

    private HttpResponse<String> send(
            HttpRequest.Builder request,
            String method,
            String pathAndQuery,
            @Nullable Caller caller) {
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

    private static String folder(Service service) {
        try {
            return Files.createTempDirectory("millrace-" + service.id()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        gateway.close();
        context.close();
        http.close();
    }
}
