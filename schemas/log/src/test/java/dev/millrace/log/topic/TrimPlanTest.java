package dev.millrace.log.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrimPlanTest {

    private static final Set<String> AWAITED = Set.of("router-service");

    @Test
    void theSlowestGroupHoldsRecordsBack() {
        Map<String, OptionalLong> commits =
                Map.of(
                        "router-service.plan", OptionalLong.of(90),
                        "api-gateway.view", OptionalLong.of(40));
        assertThat(plan(0, 100, commits)).hasValue(40);
    }

    @Test
    void youngRecordsStayHoweverFarTheGroupsAre() {
        assertThat(plan(10, 30, Map.of("router-service.plan", OptionalLong.of(90)))).hasValue(30);
    }

    @Test
    void nothingGoesBeforeTheAwaitedServiceHasAGroup() {
        assertThat(plan(0, 100, Map.of("api-gateway.view", OptionalLong.of(90)))).isEmpty();
        assertThat(plan(0, 100, Map.of("router-service-imitation.x", OptionalLong.of(90))))
                .isEmpty();
    }

    @Test
    void aGroupThatHasNotCommittedThePartitionHoldsEverything() {
        Map<String, OptionalLong> commits =
                Map.of(
                        "router-service.plan", OptionalLong.of(90),
                        "router-service.learn", OptionalLong.empty());
        assertThat(plan(0, 100, commits)).isEmpty();
    }

    @Test
    void aTopicNobodyIsAwaitedOnGoesByAge() {
        assertThat(TrimPlan.deleteBelow(new TrimPlan.Extent(5, 50), Set.of(), Map.of()))
                .hasValue(50);
    }

    @Test
    void whatIsGoneAlreadyIsNotDeletedAgain() {
        assertThat(plan(90, 100, Map.of("router-service.plan", OptionalLong.of(90)))).isEmpty();
    }

    @Test
    void neverDeletesWhatAnyGroupHasStillToRead() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long begin = random.nextInt(50);
            long aged = begin + random.nextInt(50);
            Map<String, OptionalLong> commits = new HashMap<>();
            for (int group = random.nextInt(4); group > 0; group--) {
                commits.put(
                        (random.nextBoolean() ? "router-service." : "other.") + group,
                        random.nextInt(4) == 0
                                ? OptionalLong.empty()
                                : OptionalLong.of(random.nextInt(120)));
            }
            OptionalLong below = plan(begin, aged, commits);
            if (below.isPresent()) {
                long limit = below.getAsLong();
                assertThat(limit)
                        .as("seed %d", seed)
                        .isGreaterThan(begin)
                        .isLessThanOrEqualTo(aged);
                assertThat(commits.values())
                        .as("seed %d", seed)
                        .allMatch(commit -> commit.orElse(0) >= limit);
                assertThat(commits.keySet())
                        .as("seed %d", seed)
                        .anyMatch(group -> group.startsWith("router-service."));
            }
        }
    }

    private static OptionalLong plan(long begin, long aged, Map<String, OptionalLong> commits) {
        return TrimPlan.deleteBelow(new TrimPlan.Extent(begin, aged), AWAITED, commits);
    }
}
