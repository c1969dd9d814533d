package dev.millrace.gateway.idempotency;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets old values now and then. */
final class Forgetting implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

    private final Idempotency idempotency;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("idempotency-forgetting").factory());

    Forgetting(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    void start() {
        var _ = timer.scheduleWithFixedDelay(this::forget, 10, 10, TimeUnit.MINUTES);
    }

    private void forget() {
        try {
            LOG.debug("Forgot {} old values", idempotency.forget());
        } catch (RuntimeException e) {
            LOG.warn("Old values could not be forgotten; this is tried again", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
