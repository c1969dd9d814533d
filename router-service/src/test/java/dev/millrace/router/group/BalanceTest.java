package dev.millrace.router.group;

import static dev.millrace.router.Samples.health;
import static dev.millrace.router.Samples.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.events.ProviderHealth;
import dev.millrace.router.catalog.CatalogView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BalanceTest {

    private static final int DRAWS = 4_000;

    @Test
    void sharesFollowTheWeightsWhileAllDoAlike() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 100; run++) {
            int[] weights =
                    IntStream.range(0, 1 + random.nextInt(5))
                            .map(_ -> random.nextInt(20))
                            .toArray();
            weights[random.nextInt(weights.length)] = 1 + random.nextInt(20);
            double usual = 50 + random.nextInt(2_000);
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < weights.length; i++) {
                // Within the noise of one another.
                double millis = usual * (1 + random.nextDouble() * 0.2);
                members.add(member("p" + i, weights[i], random.nextInt(4) == 0 ? null : millis, 0));
            }
            double sum = IntStream.of(weights).sum();
            Map<String, Double> shares = shares(members, random.nextLong());
            for (int i = 0; i < weights.length; i++) {
                assertThat(shares.getOrDefault("p" + i, 0.0))
                        .as("seed %s, run %s, %s of %s", seed, run, weights[i], sum)
                        .isCloseTo(weights[i] / sum, within(0.05));
            }
        }
    }

    @Test
    void whoIsSlowOrFailsGetsLessButNotNothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 100; run++) {
            int others = 1 + random.nextInt(3);
            int weight = 1 + random.nextInt(10);
            boolean slow = random.nextBoolean();
            double times = 2 + random.nextInt(8);
            List<Member> members = new ArrayList<>();
            members.add(
                    slow
                            ? member("bad", weight, 1_000 * times, 0)
                            : member("bad", weight, 1_000.0, 1 - 1 / times));
            for (int i = 0; i < others; i++) {
                members.add(member("good" + i, weight, 1_000.0, 0));
            }
            Collections.shuffle(members, random);
            double fair = 1.0 / (others + 1);

            double share = shares(members, random.nextLong()).getOrDefault("bad", 0.0);

            assertThat(share)
                    .as("seed %s, run %s, %s times, fair %s", seed, run, times, fair)
                    .isLessThan(fair * (1 / times + 0.15))
                    .isGreaterThan(0);
        }
    }

    @Test
    void aDegradedProviderGetsLess() {
        CatalogView catalog = new CatalogView();
        catalog.on("model/bad/m", offer("bad", "m").build());
        catalog.on("health/bad", health("bad", ProviderHealth.DEGRADED));
        Member bad =
                new Member(deployment("bad", 1), catalog.get().offers().getFirst(), Load.UNKNOWN);

        assertThat(shares(List.of(bad, member("good", 1, null, 0)), 7).getOrDefault("bad", 0.0))
                .isBetween(0.2, 0.3);
    }

    @Test
    void theSameDrawComesOutTheSame() {
        List<Member> members =
                List.of(
                        member("a", 1, 100.0, 0),
                        member("b", 2, 900.0, 0),
                        member("c", 3, null, 0.5));

        for (int seed = 0; seed < 100; seed++) {
            assertThat(Balance.of(members, new SplittableRandom(seed)))
                    .isEqualTo(Balance.of(members, new SplittableRandom(seed)));
        }
    }

    @Test
    void theOthersFollowInOrderOfTheirLoadAndEachIsThereOnce() {
        List<Member> members =
                List.of(
                        member("slow", 1, 2_000.0, 0),
                        member("failing", 1, 300.0, 0.9),
                        member("fast", 1, 300.0, 0));

        for (int seed = 0; seed < 100; seed++) {
            List<String> order =
                    Balance.of(members, new SplittableRandom(seed)).members().stream()
                            .map(one -> one.offer().provider())
                            .toList();
            assertThat(order).containsExactlyInAnyOrder("slow", "failing", "fast");
            List<String> rest = order.subList(1, 3);
            assertThat(rest)
                    .isEqualTo(
                            List.of("fast", "slow", "failing").stream()
                                    .filter(rest::contains)
                                    .toList());
        }
    }

    @Test
    void withoutWeightOnesTurnComesOnlyAfterOthers() {
        List<Member> members =
                List.of(member("spare", 0, 1.0, 0), member("usual", 1, 1_000.0, 0.9));

        assertThat(shares(members, 3)).containsOnlyKeys("usual");
        assertThat(shares(members.subList(0, 1), 3)).containsOnlyKeys("spare");
    }

    private static Map<String, Double> shares(List<Member> members, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Double> shares = new TreeMap<>();
        for (int i = 0; i < DRAWS; i++) {
            Member first =
                    Balance.of(members, new SplittableRandom(random.nextLong()))
                            .members()
                            .getFirst();
            shares.merge(first.offer().provider(), 1.0 / DRAWS, Double::sum);
        }
        return shares;
    }

    private static Member member(
            String provider, int weight, @Nullable Double millis, double failing) {
        CatalogView catalog = new CatalogView();
        catalog.on("model/" + provider + "/m", offer(provider, "m").build());
        return new Member(
                deployment(provider, weight),
                catalog.get().offers().getFirst(),
                new Load(millis, failing));
    }

    private static Deployment deployment(String provider, int weight) {
        return new Deployment(provider, "m", weight, null, null, null, "");
    }
}
