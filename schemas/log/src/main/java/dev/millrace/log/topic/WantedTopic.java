package dev.millrace.log.topic;

import dev.millrace.events.topic.Keep;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaClients;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A topic as the cluster should have it.
 *
 * @param settings Kafka's topic settings that are ours to decide
 */
record WantedTopic(String name, int partitions, Map<String, String> settings) {

    private static final String SEGMENT_BYTES = Integer.toString(64 * 1024 * 1024);

    /**
     * Every topic of the table, and `wire-schemas`, by name.
     *
     * @param work number of partitions of the topics of work
     */
    static Map<String, WantedTopic> all(int work) {
        Map<String, WantedTopic> wanted = new LinkedHashMap<>();
        wanted.put(
                Topics.WIRE_SCHEMAS,
                new WantedTopic(Topics.WIRE_SCHEMAS, 1, settings(Keep.COMPACTED)));
        for (Topic<?> topic : Topics.all()) {
            Map<String, String> settings = new HashMap<>(settings(topic.keep()));
            if (topic.equals(Topics.PERSON_KEYS)) {
                settings.putAll(erasure());
            }
            int partitions = Topics.work().contains(topic) ? work : topic.partitions();
            wanted.put(topic.name(), new WantedTopic(topic.name(), partitions, settings));
        }
        return wanted;
    }

    /** Kafka trims nothing by time or size: what may go is for the janitor to say (rule 12). */
    private static Map<String, String> settings(Keep keep) {
        String policy =
                switch (keep) {
                    case COMPACTED -> "compact";
                    case HOURS, REPLAY_WINDOW, FOREVER -> "delete";
                };
        return Map.of(
                "cleanup.policy",
                policy,
                "retention.ms",
                "-1",
                "retention.bytes",
                "-1",
                "segment.bytes",
                SEGMENT_BYTES,
                "max.message.bytes",
                Integer.toString(KafkaClients.RECORD_LIMIT));
    }

    /**
     * A withdrawn data key must be gone from the disk soon: a segment is rolled by the next record
     * a minute after it was begun, compacted at once, and its old file deleted a second later.
     */
    private static Map<String, String> erasure() {
        return Map.of(
                "segment.ms", "60000",
                "min.cleanable.dirty.ratio", "0.0",
                "max.compaction.lag.ms", "60000",
                "delete.retention.ms", "60000",
                "file.delete.delay.ms", "1000");
    }
}
