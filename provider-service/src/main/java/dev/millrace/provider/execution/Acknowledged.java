package dev.millrace.provider.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for the log, so that a revoked partition or a stop can end the wait. */
final class Acknowledged {

    private Acknowledged() {}

    static void await(CompletableFuture<?> publication) throws InterruptedException {
        try {
            var _ = publication.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("publication failed", e);
        }
    }
}
