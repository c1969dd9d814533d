package dev.millrace.log.stage;

import dev.millrace.log.Received;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Fast work on a batch of records, in order, on the stage's own thread: it waits for nothing but
 * the log.
 *
 * @param <V> the records' type
 */
@FunctionalInterface
public interface StageHandler<V> {

    /**
     * Starts all publications the batch leads to and returns a stage that completes when they are
     * acknowledged; offsets are committed then, while later batches are already under way. An
     * exception (here or in the stage) takes the partition back to its last commit after a pause.
     * Failures of the surroundings (log, database) are retried for ever; a record that alone fails
     * three times is buried as {@code poison}.
     */
    CompletionStage<?> on(List<Received<V>> batch) throws Exception;

    /** A handler of single records, each called with its own trace current. */
    static <V> StageHandler<V> each(Function<Received<V>, CompletionStage<?>> handler) {
        return batch -> {
            CompletableFuture<?>[] done = new CompletableFuture<?>[batch.size()];
            for (int i = 0; i < done.length; i++) {
                Received<V> record = batch.get(i);
                try (var _ = record.trace().makeCurrent();
                        var _ = LogLines.about(record)) {
                    done[i] = handler.apply(record).toCompletableFuture();
                }
            }
            return CompletableFuture.allOf(done);
        };
    }

    /**
     * The offset below which {@code partition} of {@code topic} may be committed, when everything
     * before {@code end} has been handled. A stage that keeps state of unfinished work (an open
     * stream) answers with the offset where that work began, so that a restart reads it again; what
     * it then publishes twice is equal and is dropped by its reader.
     */
    default long commitFloor(String topic, int partition, long end) {
        return end;
    }

    /**
     * The partition has been taken away, or goes back to its last commit: forget what is kept for
     * it. What follows begins at the last commit.
     */
    default void revoked(String topic, int partition) {}
}
