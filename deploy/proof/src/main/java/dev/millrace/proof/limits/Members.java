package dev.millrace.proof.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** Which instance of provider-service works on which partitions of what someone waits for. */
final class Members implements AutoCloseable {

    private static final String GROUP = "provider-service.execution-interactive";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Admin admin;

    Members(String bootstrapServers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Partitions by the ordinal of their instance, once so many instances hold some. */
    Map<Integer, List<Integer>> await(int instances) throws InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        Map<Integer, List<Integer>> held = held();
        while (held.size() < instances) {
            if (Instant.now().isAfter(giveUp)) {
                throw new IllegalStateException("the group " + GROUP + " is held as " + held);
            }
            Thread.sleep(200);
            held = held();
        }
        return held;
    }

    /** Partitions by the ordinal of their instance; none while the group is between two states. */
    Map<Integer, List<Integer>> held() throws InterruptedException {
        ConsumerGroupDescription group;
        try {
            group = admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        Map<Integer, List<Integer>> held = new TreeMap<>();
        if (group == null || group.groupState() != GroupState.STABLE) {
            return held;
        }
        for (MemberDescription member : group.members()) {
            List<Integer> partitions =
                    member.assignment().topicPartitions().stream()
                            .map(TopicPartition::partition)
                            .sorted()
                            .toList();
            String id = member.groupInstanceId().orElse("");
            if (!partitions.isEmpty()) {
                held.put(Integer.valueOf(id.substring(id.lastIndexOf('-') + 1)), partitions);
            }
        }
        return held;
    }

    @Override
    public void close() {
        admin.close();
    }
}
