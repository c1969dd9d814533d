package dev.millrace.log;

import dev.millrace.log.publish.Pace;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka clients whose settings fit together (rule 9, rule 13). The record limit appears here
 * once, as topic, producer and fetch limit.
 */
public final class KafkaClients {

    /** The largest record with its key, headers and batch overhead: 16 MiB. */
    public static final int RECORD_LIMIT = 16 * 1024 * 1024;

    /**
     * A fetch gathers no more than this from one partition unless its first record is larger, which
     * Kafka returns all the same: forty consumers that catch up at once must fit into one heap.
     */
    private static final int PARTITION_FETCH = 2 * 1024 * 1024;

    private final LogSettings settings;

    /** Client ids are unique in the process: Kafka registers its metrics under them. */
    private final AtomicLong made = new AtomicLong();

    public KafkaClients(LogSettings settings) {
        this.settings = settings;
    }

    /** The full name of a group: {@code <service>.<group>}. */
    public String group(String group) {
        return settings.service().id() + "." + group;
    }

    /**
     * A member of a group, without automatic commits. The caller subscribes.
     *
     * @param group full name of the group
     * @param member what tells this member from the instance's others in the group
     */
    public Consumer<byte[], byte[]> member(String group, String member, int maxPollRecords) {
        Map<String, Object> config = consumer(maxPollRecords);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        // A heartbeat's answer is how a member hears that another one came or went.
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        // With a stable identity the group hands a restarted member its partitions back at once;
        // an invented one would be fenced or leave a ghost behind.
        settings.ordinal()
                .ifPresent(
                        ordinal ->
                                config.put(
                                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                                        group + "-" + member + "-" + ordinal));
        return new KafkaConsumer<>(config);
    }

    /** A consumer outside any group. The caller assigns. */
    public Consumer<byte[], byte[]> assigned() {
        return new KafkaConsumer<>(consumer(500));
    }

    /**
     * The same for something that is read to its end at once. Closing a consumer waits for the
     * fetch that is under way, and at the end of a partition that is one that waits for records.
     */
    public Consumer<byte[], byte[]> passing() {
        Map<String, Object> config = consumer(500);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        return new KafkaConsumer<>(config);
    }

    /** The same for one record: the broker sends the batch it lies in and no more. */
    public Consumer<byte[], byte[]> single() {
        Map<String, Object> config = consumer(500);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
        return new KafkaConsumer<>(config);
    }

    /** Looks at the commits of a group without being its member. */
    public Consumer<byte[], byte[]> onlooker(String group) {
        Map<String, Object> config = consumer(1);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        return new KafkaConsumer<>(config);
    }

    /** A producer of a pace; see {@link Pace} for why each has its own. */
    public Producer<byte[], byte[]> producer(Pace pace) {
        Map<String, Object> config =
                common("producer-" + pace.name().toLowerCase(java.util.Locale.ROOT));
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_LIMIT);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * RECORD_LIMIT);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        config.put(ProducerConfig.LINGER_MS_CONFIG, pace.lingerMillis());
        // While one request is under way the next one gathers records: nobody waits when there is
        // little to do, and the more there is the fewer requests it takes.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, 24 * 60 * 60 * 1000);
        switch (pace) {
            case INTERACTIVE -> {
                // Together below the 5 s within which a caller is told that the log is away.
                config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 800);
                config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
                config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
            }
            case CHUNKS -> {
                config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
                config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
                config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
            }
            case BULK, GATHER, BOOKS -> {
                config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
                config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
                config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
            }
        }
        return new KafkaProducer<>(config);
    }

    public Admin admin() {
        Map<String, Object> config = common("admin");
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return Admin.create(config);
    }

    private Map<String, Object> consumer(int maxPollRecords) {
        Map<String, Object> config = common("consumer");
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, RECORD_LIMIT);
        // The first record is handed over at once; whoever wants many asks less often.
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        return config;
    }

    private Map<String, Object> common(String kind) {
        Map<String, Object> config = new HashMap<>(settings.security());
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(
                CommonClientConfigs.CLIENT_ID_CONFIG,
                settings.service().id() + "-" + kind + "-" + made.incrementAndGet());
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return config;
    }
}
