package dev.millrace.postprocess;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.TokenKey;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.LogSettings;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import dev.millrace.web.request.Uuid7;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole service on a real broker and database, and the other services' ends of the log: what
 * they write, and what they would read.
 */
final class RunningService implements AutoCloseable {

    static final String KEY = "key-" + UUID.randomUUID();

    private final TestCluster cluster = TestCluster.shared();
    private final Log provider = open(Service.PROVIDER);
    private final Log gateway = open(Service.API_GATEWAY);
    private final Uuid7 ids = new Uuid7(Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();
    private final TokenSigner signer;
    private final Path data;
    private ConfigurableApplicationContext context;

    RunningService() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            String id = UUID.randomUUID().toString();
            signer = new TokenSigner(id, pair, Clock.systemUTC());
            TokenKey half =
                    new TokenKey(
                            id,
                            Outcomes.OWNER,
                            ByteBuffer.wrap(pair.getPublic().getEncoded()),
                            Instant.now().minusSeconds(60),
                            Instant.now().plusSeconds(3600));
            publish(gateway, Topics.ACCESS, "token-key/" + id, half);
            data = Files.createTempDirectory("postprocess-test");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
        key(KeyStatus.ACTIVE);
        context = start();
    }

    /** The key every caller here has. */
    void key(KeyStatus status, Lane... lanes) {
        publish(
                gateway,
                Topics.ACCESS,
                "key/" + KEY,
                KeyState.newBuilder()
                        .setKeyId(KEY)
                        .setOwner(Outcomes.OWNER)
                        .setSha256("00")
                        .setPrefix("mr-")
                        .setStatus(status)
                        .setChangedAt(Instant.now())
                        .setAllowedLanes(List.of(lanes))
                        .build());
    }

    String requestId() {
        return ids.next().toString();
    }

    /** An id whose records lie in a partition. */
    String requestIdBeside(int partition) {
        while (true) {
            String id = requestId();
            int there =
                    Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8)))
                            % Topics.WORK_PARTITIONS;
            if (there == partition) {
                return id;
            }
        }
    }

    /** As the provider would. */
    <V extends SpecificRecord> Position publish(Topic<? super V> topic, String key, V record) {
        return publish(provider, topic, key, record);
    }

    private static <V extends SpecificRecord> Position publish(
            Log log, Topic<? super V> topic, String key, V record) {
        return log.publisher(Pace.INTERACTIVE).publish(topic, key, record).join();
    }

    /** What a topic holds of a request, oldest first. */
    <V extends SpecificRecord, R extends V> List<R> records(
            Topic<V> topic, Class<R> type, String requestId) {
        List<R> found = new ArrayList<>();
        provider.reader()
                .ends(topic)
                .keySet()
                .forEach(
                        partition ->
                                provider.reader()
                                        .scan(
                                                topic,
                                                partition,
                                                0,
                                                (Received<V> record) -> {
                                                    if (record.key().equals(requestId)
                                                            && type.isInstance(record.value())) {
                                                        found.add(type.cast(record.value()));
                                                    }
                                                    return false;
                                                }));
        return found;
    }

    <V extends SpecificRecord, R extends V> List<R> awaitRecords(
            Topic<V> topic, Class<R> type, String requestId, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> records(topic, type, requestId).size() >= count);
        return records(topic, type, requestId);
    }

    /** Stops the service and starts it again. */
    void restart() {
        restartFrom(Map.of());
    }

    /** The same, as if what was handled after these offsets had never been committed. */
    void restartFrom(Map<Position, String> uncommitted) {
        context.close();
        if (!uncommitted.isEmpty()) {
            Map<String, Map<TopicPartition, OffsetAndMetadata>> groups = new HashMap<>();
            uncommitted.forEach(
                    (position, group) ->
                            groups.computeIfAbsent(group, _ -> new HashMap<>())
                                    .put(
                                            new TopicPartition(
                                                    position.topic(), position.partition()),
                                            new OffsetAndMetadata(position.offset())));
            try (Admin admin =
                    Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
                for (var group : groups.entrySet()) {
                    admin.alterConsumerGroupOffsets(group.getKey(), group.getValue()).all().get();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        context = start();
    }

    /** What the group of a lane's referee has committed for a partition. */
    long committed(String group, Position position) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            OffsetAndMetadata offset =
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(new TopicPartition(position.topic(), position.partition()));
            return offset == null ? 0 : offset.offset();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static Caller ada() {
        return new Caller("acme", "search", "ada", KEY, Set.of(), List.of("m"));
    }

    HttpResponse<String> call(
            @Nullable Caller caller, String method, String path, @Nullable String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (caller != null) {
            String token = signer.sign(caller, Service.POSTPROCESS.id(), method, path);
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String port() {
        return String.valueOf(context.getEnvironment().getProperty("local.server.port"));
    }

    private ConfigurableApplicationContext start() {
        List<String> arguments = new ArrayList<>();
        cluster.properties("postprocess")
                .forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--server.port=0");
        arguments.add("--millrace.data=" + data);
        arguments.add("--millrace.postprocess.run.look=100ms");
        ConfigurableApplicationContext started =
                PostprocessApplication.builder().run(arguments.toArray(String[]::new));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                started.getBeansOfType(LogPart.class).values().stream()
                                        .allMatch(LogPart::ready));
        return started;
    }

    private Log open(Service service) {
        return KafkaLog.open(
                new LogSettings(
                        cluster.bootstrapServers(),
                        service,
                        OptionalInt.empty(),
                        Map.of(),
                        _ -> {}),
                OpenTelemetry.noop(),
                new SimpleMeterRegistry());
    }

    @Override
    public void close() {
        context.close();
        provider.close();
        gateway.close();
    }
}
