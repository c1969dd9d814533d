package dev.millrace.provider.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever a limit is, whatever calls cost and however many instances share it: no sliding minute
 * holds more than it and what may lie in stock, it is used while there is demand, and nobody waits
 * for ever.
 */
class RateLimitingPropertyTest {

    private static final int TRIES = 120;
    private static final long TICK = Duration.ofMillis(20).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private long now;

    /** One that waits. */
    private record Waiting(long since, long tokens) {}

    private record Done(long at, long tokens) {}

    /** A process with its own stock and lines of its own. */
    private static final class Instance {
        final MinuteLimits limits;
        final Deque<Waiting> interactive = new ArrayDeque<>();
        final Deque<Waiting> bulk = new ArrayDeque<>();
        double due;

        Instance(MinuteLimits limits) {
            this.limits = limits;
        }
    }

    @Test
    void noWindowIsOverTheLimitAndNobodyStarves() throws Exception {
        long seed = new Random().nextLong();
        for (int i = 0; i < TRIES; i++) {
            check(seed + i);
        }
    }

    private void check(long seed) throws Exception {
        Random random = new Random(seed);
        now = 0;
        boolean byTokens = random.nextBoolean();
        long largest = byTokens ? 1 + random.nextInt(2_000) : 1;
        long limit =
                byTokens ? 100L * largest + random.nextInt(1_000_000) : 60 + random.nextInt(3_000);
        OwnStock common = new OwnStock(() -> now);
        List<Instance> instances = new ArrayList<>();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            instances.add(
                    new Instance(
                            new MinuteLimits(
                                    common, () -> now, Duration.ofMillis(1), Runnable::run)));
        }
        double demand = 0.3 + random.nextDouble() * 2;
        double bulkShare = random.nextDouble();
        double average = byTokens ? (1 + largest) / 2.0 : 1;
        double callsPerTick = limit * demand / average * TICK / MINUTE;
        String where =
                "seed %d: limit %d of %s, %d instances, demand %.2f, bulk %.2f"
                        .formatted(
                                seed,
                                limit,
                                byTokens ? "tokens up to " + largest : "requests",
                                instances.size(),
                                demand,
                                bulkShare);
        List<Instance> named = List.copyOf(instances);
        List<Done> done = new ArrayList<>();
        long longestWait = 0;
        for (long end = 3 * MINUTE; now < end; now += TICK) {
            Instance busy = named.get((int) (now / MINUTE) % named.size());
            Collections.shuffle(instances, random);
            for (Instance each : instances) {
                // One has most of the load, another one each minute.
                double share =
                        instances.size() == 1
                                ? 1
                                : each == busy ? 0.8 : 0.2 / (instances.size() - 1);
                for (each.due += callsPerTick * share; each.due >= 1; each.due--) {
                    Waiting one = new Waiting(now, byTokens ? 1 + random.nextLong(largest) : 1);
                    (random.nextDouble() < bulkShare ? each.bulk : each.interactive).add(one);
                }
                longestWait =
                        Math.max(longestWait, serve(each, Lane.INTERACTIVE, limit, byTokens, done));
                serve(each, Lane.BULK, limit, byTokens, done);
            }
        }
        windows(done, limit, largest, instances.size(), where);
        long used = done.stream().mapToLong(Done::tokens).sum();
        double wanted = limit * Math.min(1, demand) * 3;
        assertThat((double) used)
                .as("used of " + limit * 3 + ", " + where)
                .isGreaterThan(0.85 * wanted);
        if (demand * (1 - bulkShare) < 0.5) {
            // What is waited for has room: it does not stand behind bulk work.
            assertThat(Duration.ofNanos(longestWait))
                    .as("waits of interactive calls, " + where)
                    .isLessThan(Duration.ofSeconds(20));
        }
    }

    /** Who may go now goes; the longest that one of them had waited. */
    private long serve(Instance each, Lane lane, long limit, boolean byTokens, List<Done> done)
            throws InterruptedException {
        Deque<Waiting> line = lane == Lane.BULK ? each.bulk : each.interactive;
        long waited = 0;
        while (!line.isEmpty()) {
            Waiting next = line.getFirst();
            MinuteLimits.Taken taken =
                    each.limits.take(
                            "p",
                            byTokens ? null : limit,
                            byTokens ? limit : null,
                            next.tokens(),
                            lane,
                            Duration.ZERO);
            if (taken == null) {
                return Math.max(waited, now - next.since());
            }
            taken.settle(next.tokens());
            line.removeFirst();
            waited = Math.max(waited, now - next.since());
            done.add(new Done(now, next.tokens()));
        }
        return waited;
    }

    /** What the common bucket holds may come at once, and what each instance has in stock. */
    private static void windows(
            List<Done> done, long limit, long largest, int instances, String where) {
        double common = Math.max(limit * MinuteLimit.COMMON, (double) largest);
        double own = Math.max(limit * MinuteLimit.OWN, (double) largest);
        long most = (long) Math.ceil(limit + common + instances * own) + 1;
        long within = 0;
        int from = 0;
        for (Done each : done) {
            within += each.tokens();
            while (each.at() - done.get(from).at() >= MINUTE) {
                within -= done.get(from++).tokens();
            }
            assertThat(within)
                    .as("the minute up to %s, %s", Duration.ofNanos(each.at()), where)
                    .isLessThanOrEqualTo(most);
        }
    }
}
