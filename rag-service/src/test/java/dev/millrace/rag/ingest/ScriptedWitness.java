package dev.millrace.rag.ingest;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ends or holds the work on a document where a test says so. */
@Configuration(proxyBeanMethods = false)
public class ScriptedWitness {

    /** What happens at a step of whichever document comes there. */
    static final class Script implements Step.Witness {

        private final Map<Step, AtomicInteger> cuts = new ConcurrentHashMap<>();
        private final Map<Step, AtomicInteger> faults = new ConcurrentHashMap<>();
        private final Map<Step, CountDownLatch> gates = new ConcurrentHashMap<>();
        private final Map<Step, CountDownLatch> arrivals = new ConcurrentHashMap<>();

        /** The next so many come no further. */
        void cut(Step step, int times) {
            cuts.put(step, new AtomicInteger(times));
        }

        void fault(Step step, int times) {
            faults.put(step, new AtomicInteger(times));
        }

        /** Whoever comes there waits until {@link #open}. */
        CountDownLatch close(Step step) {
            CountDownLatch arrived = new CountDownLatch(1);
            arrivals.put(step, arrived);
            gates.put(step, new CountDownLatch(1));
            return arrived;
        }

        void open(Step step) {
            CountDownLatch gate = gates.remove(step);
            if (gate != null) {
                gate.countDown();
            }
        }

        @Override
        public void at(Step step, UUID document) {
            CountDownLatch gate = gates.get(step);
            CountDownLatch arrived = arrivals.remove(step);
            if (arrived != null) {
                arrived.countDown();
            }
            if (gate != null) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            if (happens(cuts.get(step))) {
                throw new Step.Cut();
            }
            if (happens(faults.get(step))) {
                throw new IllegalStateException("a fault of ours");
            }
        }

        private static boolean happens(@Nullable AtomicInteger left) {
            return left != null && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }
    }

    @Bean
    Script witness() {
        return new Script();
    }
}
