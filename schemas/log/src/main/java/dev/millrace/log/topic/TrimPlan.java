package dev.millrace.log.topic;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides what a partition may lose (rule 12): what is old enough and what every group has finished
 * with. Pure.
 */
final class TrimPlan {

    private TrimPlan() {}

    /**
     * Where a partition stands.
     *
     * @param begin offset of its first record
     * @param aged offset of the first record that is too young to go
     */
    record Extent(long begin, long aged) {}

    /**
     * Below which offset to delete.
     *
     * @param awaited service ids that must have finished with a record; empty means by age alone
     * @param commits committed offset of this partition by group name; null stands for a group that
     *     reads the topic but has not committed this partition
     * @return empty when there is nothing to delete
     */
    static OptionalLong deleteBelow(
            Extent extent, Set<String> awaited, Map<String, OptionalLong> commits) {
        long below = extent.aged();
        for (String service : awaited) {
            if (commits.keySet().stream().noneMatch(group -> belongs(group, service))) {
                return OptionalLong.empty();
            }
        }
        for (OptionalLong commit : commits.values()) {
            // A group that has never committed here has still to read from the beginning.
            below = Math.min(below, commit.orElse(0));
        }
        return below > extent.begin() ? OptionalLong.of(below) : OptionalLong.empty();
    }

    static boolean belongs(String group, String service) {
        return group.startsWith(service + ".");
    }
}
