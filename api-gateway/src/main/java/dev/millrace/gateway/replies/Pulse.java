package dev.millrace.gateway.replies;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Makes everyone who waits for an answer look up now and then: is the log there, is the client? One
 * round for all of them, because a timer for each would cost more than most of the waits.
 */
final class Pulse implements AutoCloseable {

    /** Between two beats. */
    static final Duration EVERY = Duration.ofSeconds(1);

    private final Set<ReplyFeed> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService beats =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("reply-pulse").factory());

    Pulse() {
        var _ =
                beats.scheduleAtFixedRate(
                        () -> waiting.forEach(ReplyFeed::wake),
                        EVERY.toMillis(),
                        EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    void join(ReplyFeed feed) {
        waiting.add(feed);
    }

    void leave(ReplyFeed feed) {
        waiting.remove(feed);
    }

    @Override
    public void close() {
        beats.shutdownNow();
    }
}
