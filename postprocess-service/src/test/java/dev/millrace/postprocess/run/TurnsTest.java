package dev.millrace.postprocess.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.postprocess.run.Turns.Queued;
import dev.millrace.postprocess.run.Turns.Take;
import dev.millrace.postprocess.run.Turns.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final int TRIES = 200;

    @Test
    void aTenantWithAHundredThousandLinesLetsAnotherInAtItsTurn() {
        Turns turns = new Turns(8, 200);
        UUID mass = UUID.randomUUID();
        UUID one = UUID.randomUUID();
        Waiting big = new Waiting("big", 0, List.of(new Queued(mass, 100_000)));
        assertThat(turns.next(List.of(big), 100))
                .containsExactly(
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 8),
                        new Take(mass, 4));
        Waiting small = new Waiting("small", 0, List.of(new Queued(one, 1)));
        assertThat(turns.next(List.of(big, small), 100))
                .startsWith(new Take(mass, 4), new Take(one, 1), new Take(mass, 8));
    }

    @Test
    void servesATenantsRunsInTheOrderGiven() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        Waiting tenant = new Waiting("t", 0, List.of(new Queued(first, 3), new Queued(second, 9)));
        assertThat(new Turns(8, 200).next(List.of(tenant), 10))
                .containsExactly(new Take(first, 3), new Take(second, 5), new Take(second, 2));
    }

    @Test
    void aTenantAtItsBoundIsPassedOver() {
        Waiting full = new Waiting("full", 200, List.of(new Queued(UUID.randomUUID(), 9)));
        assertThat(new Turns(8, 200).next(List.of(full), 100)).isEmpty();
    }

    @Test
    void theBoundHoldsAndNobodyStarvesWhateverHappens() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            new World(random, "seed " + seed + ", try " + attempt).play();
        }
    }

    /** Tenants whose lines come, are released and end at random. */
    private static final class World {

        private final Random random;
        private final String what;
        private final int quantum;
        private final int window;
        private final Turns turns;
        private final Map<String, Map<UUID, Long>> queued = new LinkedHashMap<>();
        private final Map<UUID, String> owners = new HashMap<>();
        private final Map<String, Integer> unfinished = new HashMap<>();

        /** Lines others released since a tenant, that could, last did. */
        private final Map<String, Map<String, Integer>> passedBy = new HashMap<>();

        World(Random random, String what) {
            this.random = random;
            this.what = what;
            quantum = 1 + random.nextInt(10);
            window = 1 + random.nextInt(40);
            turns = new Turns(quantum, window);
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                queued.put("tenant-" + i, new LinkedHashMap<>());
            }
        }

        void play() {
            for (int round = 0; round < 60; round++) {
                arrive();
                release(1 + random.nextInt(30));
                finish();
            }
            drain();
        }

        private void arrive() {
            queued.forEach(
                    (tenant, runs) -> {
                        if (random.nextInt(4) == 0) {
                            UUID run = UUID.randomUUID();
                            owners.put(run, tenant);
                            runs.put(run, 1L + random.nextInt(random.nextBoolean() ? 3 : 500));
                        }
                    });
        }

        private void release(int batch) {
            List<Waiting> waiting = waiting();
            Map<String, Integer> room = new HashMap<>();
            waiting.forEach(w -> room.put(w.tenant(), window - (int) w.unfinished()));
            List<Take> takes = turns.next(waiting, batch);
            int total = 0;
            for (Take take : takes) {
                String tenant = Objects.requireNonNull(owners.get(take.runId()));
                total += take.lines();
                Map<UUID, Long> runs = Objects.requireNonNull(queued.get(tenant));
                long left = runs.getOrDefault(take.runId(), 0L) - take.lines();
                assertThat(left).as(what).isNotNegative();
                assertThat(take.lines()).as(what).isPositive();
                if (left == 0) {
                    runs.remove(take.runId());
                } else {
                    runs.put(take.runId(), left);
                }
                unfinished.merge(tenant, take.lines(), Integer::sum);
                assertThat(unfinished.get(tenant)).as(what).isLessThanOrEqualTo(window);
                served(tenant, take.lines());
            }
            assertThat(total).as(what).isLessThanOrEqualTo(batch);
            long possible =
                    waiting.stream()
                            .mapToLong(
                                    w ->
                                            Math.min(
                                                    Math.max(0, window - w.unfinished()),
                                                    w.runs().stream()
                                                            .mapToLong(Queued::lines)
                                                            .sum()))
                            .sum();
            assertThat(total).as(what).isEqualTo((int) Math.min(batch, possible));
            passedBy.keySet().removeIf(tenant -> !couldRelease(tenant));
        }

        private boolean couldRelease(String tenant) {
            return !queued.getOrDefault(tenant, Map.of()).isEmpty()
                    && unfinished.getOrDefault(tenant, 0) < window;
        }

        /**
         * Between two turns of a waiting tenant every other one releases at most a turn's lines.
         */
        private void served(String tenant, int lines) {
            passedBy.remove(tenant);
            for (String other : queued.keySet()) {
                if (!other.equals(tenant) && couldRelease(other)) {
                    Map<String, Integer> by = passedBy.computeIfAbsent(other, _ -> new HashMap<>());
                    assertThat(by.merge(tenant, lines, Integer::sum))
                            .as(what)
                            // A turn begun before the other came to wait, and the one before its
                            // own.
                            .isLessThanOrEqualTo(2 * quantum);
                }
            }
        }

        private void finish() {
            unfinished.replaceAll((_, n) -> n - random.nextInt(n + 1));
        }

        private void drain() {
            for (int round = 0; round < 20_000 && !waiting().isEmpty(); round++) {
                release(50);
                unfinished.replaceAll((_, _) -> 0);
            }
            assertThat(waiting()).as(what).isEmpty();
        }

        private List<Waiting> waiting() {
            List<Waiting> waiting = new ArrayList<>();
            queued.forEach(
                    (tenant, runs) -> {
                        if (!runs.isEmpty()) {
                            waiting.add(
                                    new Waiting(
                                            tenant,
                                            unfinished.getOrDefault(tenant, 0),
                                            runs.entrySet().stream()
                                                    .map(r -> new Queued(r.getKey(), r.getValue()))
                                                    .toList()));
                        }
                    });
            return waiting;
        }
    }
}
