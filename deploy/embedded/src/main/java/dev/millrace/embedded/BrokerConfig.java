package dev.millrace.embedded;

import java.util.HashMap;
import java.util.Map;

/** The settings of a broker that shares a machine with everything else. */
final class BrokerConfig {

    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final String MEBIBYTES_16 = Integer.toString(16 * 1024 * 1024);
    private static final String MEBIBYTES_64 = Integer.toString(64 * 1024 * 1024);

    private BrokerConfig() {}

    static Map<String, String> of(KafkaSettings settings, int port, int controllerPort) {
        var config = new HashMap<String, String>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE));
        config.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        config.put(
                "listeners",
                "BROKER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        config.put("advertised.listeners", "BROKER://127.0.0.1:" + port);
        config.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("inter.broker.listener.name", "BROKER");
        config.put("controller.listener.names", CONTROLLER);
        config.put("log.dirs", settings.folder().toAbsolutePath().toString());
        config.putAll(single());
        config.putAll(quick());
        config.putAll(small());
        config.putAll(sizes());
        if (settings.fsync()) {
            config.put("log.flush.interval.messages", "1");
        }
        return config;
    }

    /** Topics that the broker makes for itself, on one node. */
    private static Map<String, String> single() {
        return Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1",
                "auto.create.topics.enable", "false");
    }

    /**
     * Quick to be back: after a kill the broker's old session would otherwise fence the new one.
     */
    private static Map<String, String> quick() {
        return Map.of(
                "broker.session.timeout.ms", "2000",
                "broker.heartbeat.interval.ms", "500",
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000",
                // There is no other broker to hand the partitions to.
                "controlled.shutdown.enable", "false",
                "auto.leader.rebalance.enable", "false",
                "log.cleaner.backoff.ms", "5000");
    }

    private static Map<String, String> small() {
        // More threads than there is room for beside the work wake each other for one request at a
        // time, and answers come later.
        int cores = Runtime.getRuntime().availableProcessors();
        return Map.of(
                "num.network.threads", Integer.toString(Math.clamp(cores / 2, 1, 3)),
                "num.io.threads", Integer.toString(Math.clamp(cores, 2, 8)),
                "background.threads", "2",
                "num.recovery.threads.per.data.dir", "2",
                "group.coordinator.threads", "1",
                "share.coordinator.threads", "1",
                "log.cleaner.threads", "1",
                "log.cleaner.dedupe.buffer.size", "8388608",
                "log.cleaner.io.buffer.size", "262144",
                "metadata.max.idle.interval.ms", "5000");
    }

    private static Map<String, String> sizes() {
        return Map.of(
                "message.max.bytes",
                MEBIBYTES_16,
                "replica.fetch.max.bytes",
                MEBIBYTES_16,
                "log.segment.bytes",
                MEBIBYTES_64,
                // Nothing is trimmed by age: a janitor deletes what every group has finished with.
                "log.retention.ms",
                "-1",
                // Commits are as durable as the records they speak of: after Kafka's seven days
                // a product that was switched off for a week would do all its work again.
                "offsets.retention.minutes",
                "2147483647",
                // One partition with a 16 MiB record must not need more in memory than that.
                "offsets.load.buffer.size",
                "1048576");
    }
}
