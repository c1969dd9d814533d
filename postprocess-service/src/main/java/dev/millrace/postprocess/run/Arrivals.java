package dev.millrace.postprocess.run;

import dev.millrace.postprocess.run.RunRepository.Single;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;

/**
 * Writes what arrives at the same time together: a commit costs more than the rows in it. Whoever
 * finds a writer free writes for all who wait; nobody waits for others to come.
 */
final class Arrivals {

    /** One writes while the other gathers what comes meanwhile. */
    private static final int WRITERS = 2;

    private static final int MOST = 100;
    private static final long MOST_BYTES = 8L * 1024 * 1024;

    private static final class Arrival {
        private final Single single;
        private final CompletableFuture<Boolean> written = new CompletableFuture<>();
        private volatile boolean taken;

        Arrival(Single single) {
            this.single = single;
        }
    }

    private final Consumer<List<Single>> insert;
    private final ConcurrentLinkedQueue<Arrival> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore writers = new Semaphore(WRITERS);

    /**
     * Arrivals of any number of callers.
     *
     * @param insert inserts all or none, and has committed when it returns
     */
    Arrivals(Consumer<List<Single>> insert) {
        this.insert = insert;
    }

    /**
     * Returns when it is committed.
     *
     * @throws RuntimeException what its own insert failed with
     */
    void add(Single single) {
        Arrival arrival = new Arrival(single);
        waiting.add(arrival);
        writers.acquireUninterruptibly();
        try {
            // Another may have taken it along; else it is not further away than what was before it.
            while (!arrival.taken) {
                write(take());
            }
        } finally {
            writers.release();
        }
        try {
            arrival.written.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException own ? own : e;
        }
    }

    int waiting() {
        return waiting.size();
    }

    private List<Arrival> take() {
        List<Arrival> together = new ArrayList<>();
        long bytes = 0;
        while (together.size() < MOST && bytes < MOST_BYTES) {
            Arrival next = waiting.poll();
            if (next == null) {
                break;
            }
            next.taken = true;
            together.add(next);
            bytes += next.single.bytes();
        }
        return together;
    }

    private void write(List<Arrival> together) {
        if (together.isEmpty()) {
            // The other writer has it in hand.
            Thread.onSpinWait();
            return;
        }
        try {
            insert.accept(together.stream().map(arrival -> arrival.single).toList());
        } catch (RuntimeException e) {
            if (together.size() > 1 && isAboutOne(e)) {
                together.forEach(arrival -> write(List.of(arrival)));
            } else {
                together.forEach(arrival -> arrival.written.completeExceptionally(e));
            }
            return;
        } catch (Error e) {
            together.forEach(arrival -> arrival.written.completeExceptionally(e));
            throw e;
        }
        together.forEach(arrival -> arrival.written.complete(true));
    }

    /** The database does not take one of them; the others are not to blame. */
    private static boolean isAboutOne(RuntimeException e) {
        return e instanceof NonTransientDataAccessException
                && !(e instanceof NonTransientDataAccessResourceException);
    }
}
