package dev.millrace.postprocess;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.testbed.Peer;
import dev.millrace.testbed.Running;
import dev.millrace.web.request.Uuid7;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The whole service, the provider before it, and a key that its callers have. */
final class RunningService implements AutoCloseable {

    static final String KEY = "key-" + UUID.randomUUID();

    private final Peer provider = new Peer(Service.PROVIDER);
    private final Peer gateway = new Peer(Service.API_GATEWAY);
    private final Uuid7 ids = new Uuid7(Clock.systemUTC());
    private Running running;

    RunningService() {
        key(KeyStatus.ACTIVE);
        running = start();
    }

    /** The key every caller here has. */
    void key(KeyStatus status, Lane... lanes) {
        gateway.publish(
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
                                .build())
                .join();
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
        return provider.publish(topic, key, record).join();
    }

    /** What a topic holds of a request, oldest first. */
    <V extends SpecificRecord, R extends V> List<R> records(
            Topic<V> topic, Class<R> type, String requestId) {
        return provider.of(topic, requestId, type);
    }

    <V extends SpecificRecord, R extends V> List<R> awaitRecords(
            Topic<V> topic, Class<R> type, String requestId, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> records(topic, type, requestId), found -> found.size() >= count);
    }

    /** Stops the service and starts it again. */
    void restart() {
        restartFrom(Map.of());
    }

    /** The same, as if what was handled after these offsets had never been committed. */
    void restartFrom(Map<Position, String> uncommitted) {
        running.close();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> groups = new HashMap<>();
        uncommitted.forEach(
                (position, group) ->
                        groups.computeIfAbsent(group, _ -> new HashMap<>())
                                .put(
                                        partition(position),
                                        new OffsetAndMetadata(position.offset())));
        try (Admin admin = admin()) {
            for (var group : groups.entrySet()) {
                admin.alterConsumerGroupOffsets(group.getKey(), group.getValue()).all().get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        running = start();
    }

    /** What the group of a lane's referee has committed for a partition. */
    long committed(String group, Position position) {
        try (Admin admin = admin()) {
            OffsetAndMetadata offset =
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(partition(position));
            return offset == null ? 0 : offset.offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TopicPartition partition(Position position) {
        return new TopicPartition(position.topic(), position.partition());
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", TestCluster.shared().bootstrapServers()));
    }

    static Caller ada() {
        return new Caller("acme", "search", "ada", KEY, Set.of(), List.of("m"));
    }

    HttpResponse<String> call(
            @Nullable Caller caller, String method, String path, @Nullable String body) {
        return running.call(method, path, body, caller);
    }

    private static Running start() {
        return Running.start(
                Service.POSTPROCESS,
                PostprocessApplication.builder(),
                "millrace.postprocess.run.look=100ms");
    }

    @Override
    public void close() {
        running.close();
        provider.close();
        gateway.close();
    }
}
