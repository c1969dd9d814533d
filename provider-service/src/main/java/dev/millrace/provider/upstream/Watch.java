package dev.millrace.provider.upstream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every exchange under way ten times a second and ends the waits whose time is over: a
 * timer for each of them would cost more than most of the waits.
 */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long EVERY_MILLIS = 100;

    private final Set<Exchange> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("upstream-watch").factory());

    Watch() {
        var _ =
                rounds.scheduleAtFixedRate(
                        this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    void over(Exchange exchange) {
        watched.add(exchange);
    }

    void forget(Exchange exchange) {
        watched.remove(exchange);
    }

    int size() {
        return watched.size();
    }

    private void look() {
        long now = System.nanoTime();
        watched.forEach(exchange -> look(exchange, now));
    }

    /** One that cannot be dropped must not end the rounds: the others would wait for ever. */
    private static void look(Exchange exchange, long now) {
        try {
            exchange.look(now);
        } catch (RuntimeException e) {
            LOG.warn("An exchange could not be dropped", e);
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
