package dev.millrace.proof.crash;

import static java.util.Objects.requireNonNull;

import dev.millrace.proof.checker.CrashChecker;
import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.Journal;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.load.Transcript.Kind;
import dev.millrace.proof.product.Stand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the product in processes under load over both lanes, kills processes at random, lets the
 * work drain, and checks what the log, the clients and the upstream say.
 */
public final class CrashProof {

    private static final int WORDS = 12;
    private static final int INTERACTIVE_CLIENTS = 8;
    private static final int JOB_CLIENTS = 2;
    private static final int RESULT_CLIENTS = 16;

    private final long seed;
    private final int kills;
    private final Queue queue = new Queue();

    private static final class Queue {
        private final ConcurrentLinkedQueue<Transcript> transcripts = new ConcurrentLinkedQueue<>();
        private final AtomicInteger numbers = new AtomicInteger();
    }

    /**
     * @param seed of processes, moments and kinds of request
     */
    public CrashProof(long seed, int kills) {
        this.seed = seed;
        this.kills = kills;
    }

    /** What was found; every finding must hold. The stand is fresh: all it has seen counts. */
    public List<Finding> findings(Stand stand) throws InterruptedException {
        Storm storm = new Storm(stand.product(), new SplittableRandom(seed));
        load(
                stand.client(),
                () -> storm.rage(kills, Duration.ofMillis(500), Duration.ofSeconds(4)));
        try (RawTopics topics = new RawTopics(stand.product().bootstrapServers())) {
            return new CrashChecker(
                            Journal.read(topics),
                            List.copyOf(queue.transcripts),
                            stand.upstream().log().calls(),
                            storm.kills(),
                            WORDS)
                    .findings();
        }
    }

    private interface Raging {
        void rage() throws InterruptedException;
    }

    private void load(Client client, Raging raging) throws InterruptedException {
        AtomicBoolean on = new AtomicBoolean(true);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < INTERACTIVE_CLIENTS; i++) {
                Kind kind = i % 2 == 0 ? Kind.PLAIN : Kind.STREAM;
                running.add(clients.submit(loop(client, kind, on)));
            }
            for (int i = 0; i < JOB_CLIENTS; i++) {
                running.add(clients.submit(loop(client, Kind.JOB, on)));
            }
            try {
                raging.rage();
            } finally {
                on.set(false);
            }
            for (Future<Integer> client1 : running) {
                join(client1);
            }
        }
        askForResults(client);
    }

    /**
     * What was accepted as a job must have a result, whenever it is asked for. A few ask at a time:
     * thousands at once would only wait for each other.
     */
    private void askForResults(Client client) throws InterruptedException {
        try (ExecutorService clients = Executors.newFixedThreadPool(RESULT_CLIENTS)) {
            List<Future<Transcript>> results = new ArrayList<>();
            for (Transcript job : queue.transcripts) {
                if (job.kind() == Kind.JOB && job.ending() == Ending.DONE) {
                    results.add(clients.submit(() -> client.jobResult(job)));
                }
            }
            for (Future<Transcript> result : results) {
                queue.transcripts.add(join(result));
            }
        }
    }

    /** The value is how many requests it sent. */
    private Callable<Integer> loop(Client client, Kind kind, AtomicBoolean on) {
        return () -> {
            int sent = 0;
            for (; on.get(); sent++) {
                String nonce = Long.toHexString(seed) + "-" + queue.numbers.incrementAndGet();
                Transcript transcript =
                        switch (kind) {
                            case PLAIN -> client.plain(nonce, "words:" + WORDS);
                            case STREAM -> client.stream(nonce, "words:" + WORDS);
                            case JOB -> client.job(nonce, "words:" + WORDS);
                        };
                queue.transcripts.add(transcript);
                // A machine that is full shows how long a start takes without a processor.
                Thread.sleep(transcript.ending() == Ending.DONE ? 50 : 200);
            }
            return sent;
        };
    }

    private static <T> T join(Future<T> future) throws InterruptedException {
        try {
            return requireNonNull(future.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
