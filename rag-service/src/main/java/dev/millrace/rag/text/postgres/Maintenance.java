package dev.millrace.rag.text.postgres;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Packs fresh chunks into segments and small segments into larger ones, after the fact and one
 * index at a time. Whatever is left undone, by a crash or a failure, is done after the next change;
 * searches find everything in between.
 */
final class Maintenance implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

    /** Changes after which it is worth looking; a restart forgets fewer than that. */
    private static final int WORTH_A_LOOK = Segments.FRESH / 4;

    private static final int PATIENCE_SECONDS = 5;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final Segments segments;
    private final Map<Long, Integer> changes = new ConcurrentHashMap<>();

    /** Indexes that lost chunks since somebody last looked what is left of their segments. */
    private final Set<Long> shrunk = ConcurrentHashMap.newKeySet();

    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(
                    Thread.ofVirtual().name("text-maintenance").factory());

    Maintenance(JdbcTemplate database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
        this.segments = new Segments(database);
    }

    /** So many chunks were removed. */
    void removed(long index, int chunks) {
        shrunk.add(index);
        changed(index, chunks);
    }

    /** So many chunks came or went. */
    void changed(long index, int chunks) {
        int sofar = Objects.requireNonNull(changes.merge(index, chunks, Integer::sum));
        if (sofar >= WORTH_A_LOOK) {
            changes.remove(index);
            try {
                worker.execute(() -> quietly(index));
            } catch (RejectedExecutionException e) {
                log.debug("Index {} is tidied up after the next start", index, e);
            }
        }
    }

    private void quietly(long index) {
        try {
            tidy(index);
        } catch (DataAccessException | TransactionException e) {
            log.warn("The text index {} could not be tidied up; it goes on later", index, e);
        }
    }

    /** What became of a step. */
    private enum Step {
        DONE,
        NOTHING_LEFT,
        SOMEBODY_ELSE_IS_AT_IT
    }

    /**
     * Does all there is to do, in transactions of its own.
     *
     * @return false when somebody else is at it
     */
    boolean tidy(long index) {
        while (true) {
            switch (Objects.requireNonNull(transactions.execute(_ -> step(index)))) {
                case DONE -> log.debug("Tidied up a part of text index {}", index);
                case NOTHING_LEFT -> {
                    return true;
                }
                case SOMEBODY_ELSE_IS_AT_IT -> {
                    return false;
                }
            }
        }
    }

    private Step step(long index) {
        if (!alone(index)) {
            return Step.SOMEBODY_ELSE_IS_AT_IT;
        }
        boolean done =
                segments.pack(index)
                        || segments.merge(index)
                        || (shrunk.contains(index) && segments.rewriteEmptied(index));
        if (!done) {
            shrunk.remove(index);
        }
        return done ? Step.DONE : Step.NOTHING_LEFT;
    }

    /** Waits until nobody tidies up, and keeps others from it until the transaction ends. */
    void lock(long index) {
        database.query(
                "select pg_advisory_xact_lock(hashtext('text_index'), ?)", row -> {}, key(index));
    }

    private boolean alone(long index) {
        return Boolean.TRUE.equals(
                database.queryForObject(
                        "select pg_try_advisory_xact_lock(hashtext('text_index'), ?)",
                        Boolean.class,
                        key(index)));
    }

    /** Two indexes with one key only wait for each other. */
    private static int key(long index) {
        return Long.hashCode(index);
    }

    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
