package dev.millrace.provider.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MinuteLimitsTest {

    private static final long TICK = Duration.ofMillis(10).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private long now;
    private final OwnStock common = new OwnStock(() -> now);

    private MinuteLimits instance() {
        return new MinuteLimits(common, () -> now, Duration.ofMillis(1), Runnable::run);
    }

    /** One instance under a load. */
    private final class Instance {

        private final MinuteLimits rates = instance();
        private final Queue<Long> waiting = new ArrayDeque<>();
        private double due;

        /** Work for one tick comes; what may be done now is done. */
        void tick(double perMinute, long tokens, @Nullable Long limit, List<Long> done)
                throws InterruptedException {
            due += perMinute * TICK / MINUTE;
            for (; due >= 1; due--) {
                waiting.add(now);
            }
            while (!waiting.isEmpty()) {
                MinuteLimits.Taken taken =
                        rates.take(
                                "p",
                                tokens == 0 ? limit : null,
                                tokens == 0 ? null : limit,
                                tokens,
                                Lane.INTERACTIVE,
                                Duration.ZERO);
                if (taken == null) {
                    return;
                }
                taken.settle(tokens);
                waiting.remove();
                done.add(now);
            }
        }
    }

    /**
     * Two instances, load 90:10, then 10:90, then one is killed, each for two minutes: no sliding
     * minute holds more than a twentieth above the limit, none with demand a twentieth below.
     */
    private void share(long limit, long tokens, long seed) throws InterruptedException {
        Instance a = new Instance();
        Instance b = new Instance();
        Random random = new Random(seed);
        double demand = 1.2 + random.nextDouble() * 3;
        double perMinute = (tokens == 0 ? limit : limit / (double) tokens) * demand;
        List<Long> done = new ArrayList<>();
        for (long end = now + 6 * MINUTE; now < end; now += TICK) {
            long phase = (end - now - 1) / (2 * MINUTE);
            boolean aFirst = random.nextBoolean();
            for (int turn = 0; turn < 2; turn++) {
                boolean isA = (turn == 0) == aFirst;
                double share = phase == 2 ? (isA ? 0.9 : 0.1) : (isA ? 0.1 : 0.9);
                if (phase == 0) {
                    if (!isA) {
                        b.tick(perMinute, tokens, limit, done);
                    }
                } else {
                    (isA ? a : b).tick(perMinute * share, tokens, limit, done);
                }
            }
        }
        long each = tokens == 0 ? 1 : tokens;
        for (int from = 0, to = 0; to < done.size(); to++) {
            while (done.get(to) - done.get(from) >= MINUTE) {
                from++;
            }
            assertThat((to - from + 1) * each)
                    .as("limit %d, tokens %d, seed %d: a minute up to %d", limit, tokens, seed, to)
                    .isLessThanOrEqualTo(limit + limit / 20);
        }
        long begun = done.getFirst();
        for (long from = begun; from + MINUTE < now; from += MINUTE / 20) {
            long start = from;
            long within = done.stream().filter(t -> t >= start && t < start + MINUTE).count();
            assertThat(within * each)
                    .as("limit %d, tokens %d, seed %d: from %d", limit, tokens, seed, start)
                    .isGreaterThanOrEqualTo(limit - limit / 20);
        }
    }

    @Test
    void twoInstancesShareALimitWhereverTheLoadIsAndWhoeverDies() throws Exception {
        long seed = new Random().nextLong();
        for (int i = 0; i < 20; i++) {
            share(600, 0, seed + i);
        }
        share(60, 0, seed);
        share(6_000, 0, seed);
    }

    @Test
    void tokensAreSharedTheSameWay() throws Exception {
        long seed = new Random().nextLong();
        for (int i = 0; i < 20; i++) {
            share(600_000, 500 + new Random(seed + i).nextInt(5_000), seed + i);
        }
    }

    @Test
    void whatWasReservedAndNotUsedComesBackAndWhatWasUsedBeyondIsOwed() throws Exception {
        MinuteLimits rates = instance();
        now += MINUTE;
        MinuteLimits.Taken taken = null;
        while (taken == null) {
            taken = rates.take("p", null, 6_000L, 50, Lane.INTERACTIVE, Duration.ZERO);
            now += TICK;
        }
        // Ten times what was reserved: the next has to wait until the debt is paid.
        taken.settle(500);
        long begun = now;
        while (rates.take("p", null, 6_000L, 1, Lane.INTERACTIVE, Duration.ZERO) == null) {
            now += TICK;
        }
        assertThat(Duration.ofNanos(now - begun)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void interactiveKeepsAReservedShareOfTheStock() throws Exception {
        MinuteLimits rates = instance();
        int[] done = new int[2];
        for (int tick = 0; tick < 6_000; tick++) {
            now += TICK;
            while (rates.take("p", 6_000L, null, 0, Lane.BULK, Duration.ZERO) != null) {
                done[1]++;
            }
            if (tick % 10 == 0
                    && rates.take("p", 6_000L, null, 0, Lane.INTERACTIVE, Duration.ZERO) != null) {
                done[0]++;
            }
        }
        // Six hundred came: all but those before the first stock was there.
        assertThat(done[0]).isGreaterThan(590);
        assertThat(done[1]).isBetween(4_800, 5_600);
    }

    @Test
    void whileTheCommonStockIsAwayAnInstanceFillsItselfAtTheRate() throws Exception {
        MinuteLimits alone =
                new MinuteLimits(
                        (_, _, _, _) -> {
                            throw new IllegalStateException("away");
                        },
                        () -> now,
                        Duration.ofMillis(1),
                        Runnable::run);
        int done = 0;
        for (int tick = 0; tick < 6_000; tick++) {
            now += TICK;
            while (alone.take("p", 600L, null, 0, Lane.INTERACTIVE, Duration.ZERO) != null) {
                done++;
            }
        }
        assertThat(done).isBetween(570, 630);
    }

    @Test
    void howeverManyWaitTheCommonStockIsAskedNowAndThen() throws Exception {
        AtomicInteger asks = new AtomicInteger();
        OwnStock stock = new OwnStock(System::nanoTime);
        MinuteLimits rates =
                new MinuteLimits(
                        (subject, perMinute, capacity, wanted) -> {
                            asks.incrementAndGet();
                            return stock.take(subject, perMinute, capacity, wanted);
                        },
                        System::nanoTime,
                        Duration.ofMillis(50),
                        Thread::startVirtualThread);
        try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                var _ =
                        waiting.submit(
                                () ->
                                        rates.take(
                                                "p",
                                                600L,
                                                null,
                                                0,
                                                Lane.INTERACTIVE,
                                                Duration.ofMillis(500)));
            }
        }
        // Ten times, and whoever was late.
        assertThat(asks.get()).isBetween(2, 20);
    }

    @Test
    void whoWaitsIsServedWhenTheStockFills() throws Exception {
        MinuteLimits rates = OwnStock.limits();
        for (int i = 0; i < 20; i++) {
            assertThat(rates.take("p", 60_000L, null, 0, Lane.INTERACTIVE, Duration.ofSeconds(30)))
                    .isNotNull();
        }
    }
}
