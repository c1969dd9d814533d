package dev.millrace.rag.ingest;

import dev.millrace.log.LogPart;
import dev.millrace.log.consume.Surroundings;
import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionException;

/**
 * Works the queue off, a few documents at a time. What it has claimed it shows to be alive; what a
 * killed process had claimed becomes free when its lease ends.
 */
final class Ingester implements LogPart {

    private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration PULSE = Duration.ofSeconds(1);
    private static final int MOST_PAUSES = 10;

    private record Far(int done, int total) {}

    private static final class Held {
        final Work work;
        volatile @Nullable Far far;
        volatile @Nullable Far told;

        Held(Work work) {
            this.work = work;
        }
    }

    private final Turns turns;
    private final WorkRepository repository;
    private final Ingestion ingestion;
    private final IndexWriter writer;
    private final Bell bell;
    private final Bell swept;
    private final IngestMetrics metrics;
    private final IngestProperties properties;
    private final Clock clock;
    private final Map<UUID, Held> held = new ConcurrentHashMap<>();
    private final Semaphore large = new Semaphore(1);
    private volatile boolean closing;
    private List<Thread> threads = List.of();

    Ingester(
            WorkRepository repository,
            Ingestion ingestion,
            IndexWriter writer,
            Bell bell,
            Bell swept,
            IngestMetrics metrics,
            IngestProperties properties,
            Clock clock) {
        this.turns = new Turns(repository, properties.lease());
        this.repository = repository;
        this.ingestion = ingestion;
        this.writer = writer;
        this.bell = bell;
        this.swept = swept;
        this.metrics = metrics;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ingester";
    }

    @Override
    public synchronized void start() {
        closing = false;
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < properties.documents(); i++) {
            started.add(Thread.ofVirtual().name(name() + "-" + i).start(this::run));
        }
        started.add(Thread.ofVirtual().name(name() + "-pulse").start(this::pulse));
        threads = started;
    }

    @Override
    public synchronized boolean ready() {
        return !threads.isEmpty() && threads.stream().allMatch(Thread::isAlive);
    }

    /** What is under way is put back, so that it is taken up again at once. */
    @Override
    public synchronized void close() {
        closing = true;
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads = List.of();
    }

    private void run() {
        while (!closing) {
            try {
                long heard = bell.heard();
                Optional<Work> next = turns.next();
                if (next.isPresent()) {
                    work(next.get());
                } else {
                    bell.await(heard, properties.look());
                }
            } catch (InterruptedException _) {
                // Only the close is meant, and it says so before it interrupts.
                LOG.debug("interrupted");
            } catch (RuntimeException e) {
                LOG.warn("Ingestion pauses: {}", kind(e));
                pause(AFTER_FAILURE);
            }
        }
    }

    private void work(Work work) throws InterruptedException {
        Held mine = new Held(work);
        held.put(work.claim(), mine);
        boolean alone = work.size() > properties.large().toBytes();
        try {
            if (alone) {
                large.acquire();
            }
            try {
                int chunks = ingestion.work(work, (done, total) -> mine.far = new Far(done, total));
                if (chunks >= 0) {
                    metrics.indexed(chunks);
                    swept.ring();
                }
            } finally {
                if (alone) {
                    large.release();
                }
            }
        } catch (Step.Cut cut) {
            LOG.info("Working on document {} was cut off", work.document());
        } catch (InterruptedException e) {
            settle(work, () -> repository.putBack(work, Duration.ZERO, false, null));
            throw e;
        } catch (GivenUp given) {
            fail(work, given.code(), given.detail());
        } catch (EmbeddingFailed failed) {
            onModel(work, failed);
        } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
            onFault(work, e);
        } finally {
            held.remove(work.claim());
        }
    }

    private void onModel(Work work, EmbeddingFailed failed) throws InterruptedException {
        boolean later = clock.instant().isBefore(work.queuedAt().plus(properties.giveUp()));
        if (failed.failure().getRetryable() && later) {
            Duration waited = Duration.between(work.queuedAt(), clock.instant());
            Duration longest = properties.pause().multipliedBy(MOST_PAUSES);
            Duration pause =
                    waited.compareTo(properties.pause()) < 0
                            ? properties.pause()
                            : waited.compareTo(longest) < 0 ? waited : longest;
            String code = failed.failure().getCode();
            settle(work, () -> repository.putBack(work, pause, false, code));
        } else {
            fail(work, failed.failure().getCode(), Ingestion.detail(failed));
        }
    }

    /** A fault of the surroundings passes; one of ours counts as a try. */
    private void onFault(Work work, Throwable e) throws InterruptedException {
        boolean passes = Surroundings.areToBlame(e) || e instanceof TransactionException;
        LOG.warn("Working on document {} failed: {}", work.document(), kind(e));
        if (!passes && work.tries() >= properties.tries()) {
            fail(
                    work,
                    ErrorCode.POISON.code(),
                    "Working on this document failed " + work.tries() + " times.");
        } else {
            settle(
                    work,
                    () ->
                            repository.putBack(
                                    work,
                                    passes ? AFTER_FAILURE : properties.pause(),
                                    !passes,
                                    null));
        }
    }

    private void fail(Work work, String code, String detail) throws InterruptedException {
        settle(
                work,
                () -> {
                    writer.fail(work, code, detail);
                    metrics.failed(code);
                    swept.ring();
                });
    }

    /**
     * Tries until the database has it: else a database that was away would cost the document a try.
     * At the close once; then the lease ends by itself.
     */
    private void settle(Work work, Runnable ending) throws InterruptedException {
        Duration pause = AFTER_FAILURE;
        while (true) {
            try {
                // The driver refuses an interrupted thread.
                boolean interrupted = Thread.interrupted();
                ending.run();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return;
            } catch (RuntimeException e) {
                if (closing) {
                    return;
                }
                LOG.warn("The end of document {} must wait: {}", work.document(), kind(e));
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            }
        }
    }

    /** Shows that what is held is alive, and how far it is. */
    private void pulse() {
        Duration every = properties.lease().dividedBy(3);
        long extended = System.nanoTime();
        while (!closing) {
            pause(every.compareTo(PULSE) < 0 ? every : PULSE);
            try {
                for (Held one : held.values()) {
                    Far far = one.far;
                    if (far != null && !far.equals(one.told)) {
                        repository.progress(one.work, far.done(), far.total());
                        one.told = far;
                    }
                }
                if (System.nanoTime() - extended >= every.toNanos() && !held.isEmpty()) {
                    repository.extend(held.keySet(), properties.lease());
                    extended = System.nanoTime();
                }
            } catch (RuntimeException e) {
                LOG.debug("No sign of life reaches the database: {}", kind(e));
            }
        }
    }

    private void pause(Duration most) {
        try {
            Thread.sleep(most);
        } catch (InterruptedException _) {
            // Only the close interrupts, and it says so before.
            LOG.debug("interrupted");
        }
    }

    /** The kind of failure: a message could quote a document. */
    private static String kind(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return e.getClass().getSimpleName() + " (" + cause.getClass().getSimpleName() + ")";
    }
}
