package dev.millrace.log.topic;

import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.LogContext;
import dev.millrace.log.LogPart;
import dev.millrace.log.consume.LogThread;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trims the log every minute. What it may delete is decided by {@link TrimPlan} from the topic
 * table, the commits of every group of our services, and age. Compacted topics and those kept for
 * ever are left alone. Several janitors do no harm.
 */
public final class Janitor implements LogPart {

    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);

    private final LogContext context;
    private final Duration hours;
    private final Duration replayWindow;
    private final Duration every;
    private final LogThread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * A janitor that sweeps for the first time after {@code every}.
     *
     * @param hours age at which topics kept for hours lose a finished record
     * @param replayWindow age at which topics kept for replays do
     */
    public Janitor(LogContext context, Duration hours, Duration replayWindow, Duration every) {
        this.context = context;
        this.hours = hours;
        this.replayWindow = replayWindow;
        this.every = every;
        this.thread = new LogThread(name(), this::run, context.settings().onFatal());
    }

    @Override
    public String name() {
        return "janitor";
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void close() {
        closing.countDown();
        if (!thread.join(CLOSE_LIMIT)) {
            LOG.warn("The janitor did not stop in time");
        }
    }

    private void run() throws InterruptedException {
        try (Admin admin = context.clients().admin()) {
            while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    sweep(admin);
                } catch (ExecutionException e) {
                    // Nothing is lost by not deleting; the next minute tries again.
                    LOG.warn("The log could not be trimmed: {}", String.valueOf(e.getCause()));
                }
            }
        }
    }

    private void sweep(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> commits = commits(admin);
        Map<TopicPartition, RecordsToDelete> plan = new HashMap<>();
        for (Topic<?> topic : Topics.all()) {
            Optional<Duration> age =
                    switch (topic.keep()) {
                        case HOURS -> Optional.of(hours);
                        case REPLAY_WINDOW -> Optional.of(replayWindow);
                        case COMPACTED, FOREVER -> Optional.empty();
                    };
            if (age.isPresent()) {
                Instant youngest = context.clock().instant().minus(age.get());
                plan.putAll(plan(topic, extents(admin, topic, youngest), commits));
            }
        }
        if (!plan.isEmpty()) {
            admin.deleteRecords(plan).all().get();
            LOG.info("Trimmed {} partitions", plan.size());
            context.registry().counter("millrace.log.trimmed.partitions").increment(plan.size());
        }
    }

    private static Map<TopicPartition, RecordsToDelete> plan(
            Topic<?> topic,
            Map<TopicPartition, TrimPlan.Extent> extents,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> commits) {
        Set<String> awaited = topic.awaited().stream().map(Service::id).collect(Collectors.toSet());
        Map<TopicPartition, RecordsToDelete> plan = new HashMap<>();
        extents.forEach(
                (partition, extent) -> {
                    Map<String, OptionalLong> groups = new HashMap<>();
                    commits.forEach(
                            (group, offsets) -> {
                                if (reads(offsets, topic)) {
                                    OffsetAndMetadata commit = offsets.get(partition);
                                    groups.put(
                                            group,
                                            commit == null
                                                    ? OptionalLong.empty()
                                                    : OptionalLong.of(commit.offset()));
                                }
                            });
                    TrimPlan.deleteBelow(extent, awaited, groups)
                            .ifPresent(
                                    below ->
                                            plan.put(
                                                    partition,
                                                    RecordsToDelete.beforeOffset(below)));
                });
        return plan;
    }

    private static boolean reads(Map<TopicPartition, OffsetAndMetadata> offsets, Topic<?> topic) {
        return offsets.keySet().stream().anyMatch(each -> each.topic().equals(topic.name()));
    }

    /** What the groups of our services have committed; other people's groups hold nothing back. */
    private static Map<String, Map<TopicPartition, OffsetAndMetadata>> commits(Admin admin)
            throws ExecutionException, InterruptedException {
        Map<String, ListConsumerGroupOffsetsSpec> ours = new HashMap<>();
        for (GroupListing group : admin.listGroups().all().get()) {
            if (Arrays.stream(Service.values())
                    .anyMatch(service -> TrimPlan.belongs(group.groupId(), service.id()))) {
                ours.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
            }
        }
        return ours.isEmpty() ? Map.of() : admin.listConsumerGroupOffsets(ours).all().get();
    }

    private static Map<TopicPartition, TrimPlan.Extent> extents(
            Admin admin, Topic<?> topic, Instant youngest)
            throws ExecutionException, InterruptedException {
        Set<TopicPartition> partitions =
                admin.describeTopics(Set.of(topic.name())).allTopicNames().get().values().stream()
                        .flatMap(found -> found.partitions().stream())
                        .map(found -> new TopicPartition(topic.name(), found.partition()))
                        .collect(Collectors.toSet());
        Map<TopicPartition, Long> begins = offsets(admin, partitions, OffsetSpec.earliest());
        // The ends come before the search by time: a record written between the two stays.
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> young =
                offsets(admin, partitions, OffsetSpec.forTimestamp(youngest.toEpochMilli()));
        Map<TopicPartition, TrimPlan.Extent> extents = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            long first = young.getOrDefault(partition, -1L);
            extents.put(
                    partition,
                    new TrimPlan.Extent(
                            begins.getOrDefault(partition, 0L),
                            first < 0 ? end : Math.min(first, end)));
        }
        return extents;
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, ListOffsetsResultInfo> found =
                admin.listOffsets(
                                partitions.stream()
                                        .collect(Collectors.toMap(each -> each, _ -> spec)))
                        .all()
                        .get();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }
}
