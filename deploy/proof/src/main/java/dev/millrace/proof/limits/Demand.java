package dev.millrace.proof.limits;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.avro.generic.GenericRecord;

/** Requests for one provider at a steady rate, more of them than its limit lets through. */
final class Demand {

    /** Words of answers, and so tokens. */
    private static final int FEWEST = 60;

    private static final int MOST = 140;

    /** A request says how long its answer may be; most answers are shorter. */
    private static final int LONGEST = 150;

    private final String name;
    private final GenericRecord sample;
    private final Executions executions;
    private final double perMinute;
    private final RandomGenerator random;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> counts = new TreeMap<>();

    /**
     * @param name of the provider, without hyphens
     * @param sample an execution for it
     */
    Demand(
            String name,
            GenericRecord sample,
            Executions executions,
            double perMinute,
            RandomGenerator random) {
        this.name = name;
        this.sample = sample;
        this.executions = executions;
        this.perMinute = perMinute;
        this.random = random;
    }

    /** What an answer costs in the middle, with the three words of its question. */
    static double usualTokens() {
        return 3 + (FEWEST + MOST) / 2.0;
    }

    /**
     * Asks for so long.
     *
     * @param part named in every nonce
     * @param held partitions by instance
     * @param first the first instance's share of the load
     */
    void ask(int part, Duration time, Map<Integer, List<Integer>> held, double first)
            throws InterruptedException {
        long begun = System.nanoTime();
        long count = (long) (perMinute * time.toMillis() / 60_000);
        double owed = 0;
        for (long i = 0; i < count; i++) {
            sleepUntil(begun + (long) (i * 60e9 / perMinute));
            owed += first;
            int instance = owed >= 1 ? 0 : 1;
            owed -= instance == 0 ? 1 : 0;
            List<Integer> partitions = held.getOrDefault(instance, List.of());
            String nonce = name + "-" + part + "-" + instance + "-" + i;
            asked.add(
                    executions.put(
                            sample,
                            partitions.get(random.nextInt(partitions.size())),
                            "nonce:" + nonce + " words:" + random.nextInt(FEWEST, MOST) + " please",
                            LONGEST));
            counts.merge(part + "-" + instance, 1L, Long::sum);
        }
        sleepUntil(begun + time.toNanos());
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    }

    String name() {
        return name;
    }

    /** Ids of the requests so far. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** How many, by {@code part-instance}. */
    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }
}
