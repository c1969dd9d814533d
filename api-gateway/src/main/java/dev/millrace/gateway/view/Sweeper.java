package dev.millrace.gateway.view;

import dev.millrace.events.Ending;
import dev.millrace.events.RequestAccepted;
import dev.millrace.gateway.replies.Endings;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends requests that are past their deadline and that nobody else ends: bulk ones, and interactive
 * ones whose instance died. Those still waited for are ended by the instance that waits, which has
 * a head start. Also forgets what is older than the log keeps.
 */
final class Sweeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int HANDFUL = 500;

    private final RequestViewRepository repository;
    private final RequestView view;
    private final Endings endings;
    private final ViewProperties properties;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("request-sweeper").factory());

    Sweeper(
            RequestViewRepository repository,
            RequestView view,
            Endings endings,
            ViewProperties properties,
            Clock clock) {
        this.repository = repository;
        this.view = view;
        this.endings = endings;
        this.properties = properties;
        this.clock = clock;
    }

    void start() {
        long pause = properties.sweepEvery().toMillis();
        var _ =
                timer.scheduleWithFixedDelay(
                        this::sweepQuietly, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void sweepQuietly() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.warn("Overdue requests could not be ended; this is tried again", e);
        }
    }

    /** Ends a handful of overdue requests; the number of them. */
    int sweep() {
        Instant now = clock.instant();
        List<RequestRow> overdue =
                repository.takeOverdue(
                        now.minus(properties.sweepGrace()),
                        now,
                        now.minus(properties.sweepAgain()),
                        HANDFUL);
        for (RequestRow row : overdue) {
            endings.end(
                            row.id(),
                            row.owner(),
                            row.lane(),
                            view.accepted(row).map(RequestAccepted::getHead).orElse(null),
                            Ending.EXPIRED,
                            ErrorCode.EXPIRED)
                    .join();
        }
        repository.forget(now.minus(properties.keep()), HANDFUL);
        return overdue.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
