package dev.millrace.boot;

import static org.awaitility.Awaitility.await;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.Owner;
import dev.millrace.events.TokenKey;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogSettings;
import dev.millrace.log.publish.Pace;
import dev.millrace.web.token.Caller;
import dev.millrace.web.token.TokenSigner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** {@link TestService} on the real broker and database, and a gateway's key to call it with. */
final class RunningService implements AutoCloseable {

    static final Caller USER = new Caller("acme", "red", "ann", "key-1", Set.of(), List.of());
    static final Caller ADMIN =
            new Caller("acme", "red", "eve", "key-2", Set.of(Caller.ADMIN), List.of());

    private final KeyPair keys;
    private final TokenSigner signer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final String address;

    RunningService() {
        keys = newKeys();
        signer = new TokenSigner("test-gateway", keys, Clock.systemUTC());
        announceKey();
        Map<String, String> properties = TestCluster.shared().properties("rag");
        context =
                new SpringApplicationBuilder(TestService.class)
                        .registerShutdownHook(false)
                        .properties("spring.config.name=boot-test")
                        .run(
                                properties.entrySet().stream()
                                        .map(each -> "--" + each.getKey() + "=" + each.getValue())
                                        .toArray(String[]::new));
        address = "http://127.0.0.1:" + port();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    String property(String name) {
        return context.getEnvironment().getRequiredProperty(name);
    }

    int port() {
        return Integer.parseInt(property("local.server.port"));
    }

    void ready() {
        context.getBean("view", RecordedPart.class).ready(true);
        context.getBean("work", RecordedPart.class).ready(true);
    }

    /** Until the view of the gateway's key is there the door says 503, which is right. */
    void callable() {
        ready();
        await().atMost(Duration.ofSeconds(60)).until(() -> get("/who", USER).statusCode() == 200);
    }

    List<String> events() {
        return bean(TestService.Events.class);
    }

    HttpResponse<String> get(String path, @Nullable Caller caller) {
        return send("GET", path, caller, HttpRequest.BodyPublishers.noBody());
    }

    HttpResponse<String> send(
            String method, String path, @Nullable Caller caller, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path))
                        .header("Content-Type", "application/json")
                        .method(method, body);
        if (caller != null) {
            String token = signer.sign(caller, "rag-service", method, path.split("\\?", 2)[0]);
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    private void announceKey() {
        TokenKey key =
                new TokenKey(
                        "test-gateway",
                        new Owner("default", "default", "default"),
                        ByteBuffer.wrap(keys.getPublic().getEncoded()),
                        Instant.EPOCH,
                        Clock.systemUTC().instant().plusSeconds(3600));
        try (KafkaLog gateway = log(Service.API_GATEWAY)) {
            gateway.publisher(Pace.INTERACTIVE)
                    .publish(Topics.ACCESS, "token-key/test-gateway", key)
                    .join();
        }
    }

    static KafkaLog log(Service service) {
        return KafkaLog.open(
                new LogSettings(
                        TestCluster.shared().bootstrapServers(),
                        service,
                        OptionalInt.empty(),
                        Map.of(),
                        failure -> {}),
                OpenTelemetry.noop(),
                new SimpleMeterRegistry());
    }

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
