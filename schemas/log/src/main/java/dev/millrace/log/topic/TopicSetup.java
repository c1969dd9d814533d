package dev.millrace.log.topic;

import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.LogSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the cluster's topics into the state of the topic table: missing ones are created, settings
 * that differ are set right. The topics of work keep the partition count that they were made with;
 * counts that differ between them are refused, because a request must have one partition number on
 * all of them.
 */
public final class TopicSetup {

    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final LogSettings settings;
    private final Duration patience;

    /**
     * Makes a set-up that does nothing yet.
     *
     * @param patience how long to wait for the cluster
     */
    public TopicSetup(KafkaClients clients, LogSettings settings, Duration patience) {
        this.clients = clients;
        this.settings = settings;
        this.patience = patience;
    }

    /**
     * Waits for the cluster, then creates and corrects.
     *
     * @throws KafkaException with a sentence for the operator when the cluster cannot be used
     */
    public void run() {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Admin admin = clients.admin()) {
            while (true) {
                try {
                    bring(admin);
                    return;
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof RetriableException)) {
                        throw new KafkaException(
                                "Kafka at %s refused to prepare the topics: %s"
                                        .formatted(settings.bootstrapServers(), e.getCause()),
                                e.getCause());
                    }
                    if (System.nanoTime() > deadline) {
                        throw new KafkaException(
                                "Kafka at %s could not be reached within %d s. Is it running, and does MILLRACE_KAFKA name it?"
                                        .formatted(
                                                settings.bootstrapServers(), patience.toSeconds()),
                                e.getCause());
                    }
                    Thread.sleep(BETWEEN_TRIES);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while the topics were prepared", e);
        }
    }

    private void bring(Admin admin) throws ExecutionException, InterruptedException {
        // The first question: who is not there shall not be waited for longer than the patience.
        int limit = (int) Math.min(FIRST_ANSWER.toMillis(), patience.toMillis());
        Collection<String> there =
                admin.listTopics(new ListTopicsOptions().timeoutMs(limit)).names().get();
        Map<String, WantedTopic> wanted = WantedTopic.all(workPartitions(admin, there));
        create(admin, wanted, there);
        Map<String, TopicDescription> found =
                admin.describeTopics(wanted.keySet()).allTopicNames().get();
        for (WantedTopic topic : wanted.values()) {
            TopicDescription description = found.get(topic.name());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != topic.partitions()) {
                throw new KafkaException(
                        "%s has %d partitions, not %d: requests would lose their order. It was not made by this product."
                                .formatted(topic.name(), partitions, topic.partitions()));
            }
        }
        settle(admin, wanted);
    }

    /** As many as the topics of work have; as many as the deployment says when there are none. */
    private int workPartitions(Admin admin, Collection<String> there)
            throws ExecutionException, InterruptedException {
        List<String> work =
                Topics.work().stream().map(Topic::name).filter(there::contains).toList();
        return admin.describeTopics(work).allTopicNames().get().values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .max()
                .orElse(settings.partitions());
    }

    private static void create(
            Admin admin, Map<String, WantedTopic> wanted, Collection<String> there)
            throws ExecutionException, InterruptedException {
        List<NewTopic> missing = new ArrayList<>();
        for (WantedTopic topic : wanted.values()) {
            if (!there.contains(topic.name())) {
                missing.add(
                        new NewTopic(
                                        topic.name(),
                                        Optional.of(topic.partitions()),
                                        Optional.empty())
                                .configs(topic.settings()));
            }
        }
        for (var created : admin.createTopics(missing).values().entrySet()) {
            try {
                created.getValue().get();
            } catch (ExecutionException e) {
                // Six services start at once: who comes second finds it made.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static void settle(Admin admin, Map<String, WantedTopic> wanted)
            throws ExecutionException, InterruptedException {
        List<ConfigResource> resources =
                wanted.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        Map<ConfigResource, Config> found = admin.describeConfigs(resources).all().get();
        for (Map.Entry<ConfigResource, Config> topic : found.entrySet()) {
            List<AlterConfigOp> differing = new ArrayList<>();
            WantedTopic target = wanted.get(topic.getKey().name());
            if (target == null) {
                continue;
            }
            target.settings()
                    .forEach(
                            (key, value) -> {
                                ConfigEntry entry = topic.getValue().get(key);
                                if (entry == null || !value.equals(entry.value())) {
                                    differing.add(
                                            new AlterConfigOp(
                                                    new ConfigEntry(key, value),
                                                    AlterConfigOp.OpType.SET));
                                }
                            });
            if (!differing.isEmpty()) {
                LOG.warn("Setting {} right: {}", topic.getKey().name(), differing);
                changes.put(topic.getKey(), differing);
            }
        }
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes).all().get();
        }
    }
}
