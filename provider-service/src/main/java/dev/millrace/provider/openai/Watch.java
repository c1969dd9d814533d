package dev.millrace.provider.openai;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every response under way ten times a second and ends the waits whose time is over: a
 * timer for each of them would cost more than most of the waits.
 */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long EVERY_MILLIS = 100;

    private final Set<ResponseBytes> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("upstream-watch").factory());

    Watch() {
        var _ =
                rounds.scheduleAtFixedRate(
                        this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    void over(ResponseBytes bytes) {
        watched.add(bytes);
    }

    private void look() {
        long now = System.nanoTime();
        watched.removeIf(bytes -> looked(bytes, now));
    }

    /** One that cannot be dropped must not end the rounds: the others would wait for ever. */
    private static boolean looked(ResponseBytes bytes, long now) {
        try {
            return bytes.look(now);
        } catch (RuntimeException e) {
            LOG.warn("A response could not be dropped", e);
            return true;
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
