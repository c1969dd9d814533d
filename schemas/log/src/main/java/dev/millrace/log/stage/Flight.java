package dev.millrace.log.stage;

import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A batch under way.
 *
 * @param first offset of its first record
 * @param end offset after its last record, and after buried ones that follow
 * @param records number of records
 * @param bytes size of their values
 * @param burial whether it is a record being buried rather than handled
 * @param done completes when what it led to is acknowledged
 * @param spans the records' spans, ended with the flight
 */
record Flight(
        long first,
        long end,
        int records,
        long bytes,
        boolean burial,
        CompletableFuture<?> done,
        List<Span> spans) {

    boolean landed() {
        return done.isDone();
    }

    /** Why it failed; null when it did not. Only for a flight that has landed. */
    @Nullable Throwable failure() {
        try {
            done.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }
}
