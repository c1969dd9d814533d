package dev.millrace.provider.openai;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every response under way ten times a second and ends the waits whose time is over: a
 * timer for each of them would cost more than most of the waits.
 */
final class Watch implements AutoCloseable {

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
        watched.removeIf(bytes -> bytes.look(now));
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
