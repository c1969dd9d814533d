package dev.millrace.provider.attempt;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells everyone who works on a request that nobody wants its answer any more. Thread-safe. */
public final class Cancellation {

    private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

    public void cancel() {
        cancelled.complete(true);
    }

    public boolean isCancelled() {
        return cancelled.isDone();
    }

    /**
     * Runs {@code action} once when cancelled, at once if that has happened; it must be quick.
     * Closing the registration forgets it.
     */
    public Registration onCancel(Runnable action) {
        CompletableFuture<@Nullable Void> dependent = cancelled.thenRun(action);
        return () -> dependent.cancel(false);
    }

    /** A place among those who are told. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
