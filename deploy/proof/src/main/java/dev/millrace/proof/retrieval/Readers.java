package dev.millrace.proof.retrieval;

import dev.millrace.proof.knowledge.Answer;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.Query;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Searches as fast as so many readers at a time come to it, each asking when it has its answer. */
final class Readers {

    /**
     * What they saw.
     *
     * @param millis of each answered search, ascending
     */
    record Seen(List<Double> millis, double perSecond, List<String> faults) {

        double percentile(double share) {
            if (millis.isEmpty()) {
                return Double.NaN;
            }
            return millis.get(Math.min(millis.size() - 1, (int) (share * millis.size())));
        }
    }

    private Readers() {}

    static Seen read(Kb kb, List<Query> queries, int readers) {
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        Instant begin = Instant.now();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < readers; i++) {
                var _ =
                        threads.submit(
                                () -> {
                                    int at = next.getAndIncrement();
                                    while (at < queries.size()) {
                                        one(kb, queries.get(at), millis, faults);
                                        at = next.getAndIncrement();
                                    }
                                    return null;
                                });
            }
        }
        double seconds = Duration.between(begin, Instant.now()).toNanos() / 1e9;
        return new Seen(
                millis.stream().sorted().toList(), millis.size() / seconds, List.copyOf(faults));
    }

    private static void one(
            Kb kb,
            Query query,
            ConcurrentLinkedQueue<Double> millis,
            ConcurrentLinkedQueue<String> faults)
            throws InterruptedException {
        long sent = System.nanoTime();
        try {
            Answer answer = kb.searchOnce(query);
            if (answer.status() == 200) {
                millis.add((System.nanoTime() - sent) / 1e6);
            } else {
                faults.add(query.mode().said() + ": " + answer);
            }
        } catch (IOException e) {
            faults.add(query.mode().said() + ": " + e);
        }
    }
}
