package dev.millrace.standalone.supply;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one embedded server alive: when it reports its death it is closed and started again, as
 * often as it takes (a full disk may take an operator a night).
 *
 * @param <S> the server
 */
final class Revived<S extends AutoCloseable> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Revived.class);
    private static final Duration CLOSE = Duration.ofSeconds(8);

    private final String name;
    private final Function<Consumer<String>, S> starter;
    private final Consumer<S> onStart;
    private final Backoff backoff = new Backoff();
    private S server;
    private long startedAt;
    private boolean closing;

    /**
     * Starts it the first time; that failure is the caller's.
     *
     * @param starter starts the server and is given whom to tell of its death
     * @param onStart told of each server that was started
     */
    Revived(String name, Function<Consumer<String>, S> starter, Consumer<S> onStart) {
        this.name = name;
        this.starter = starter;
        this.onStart = onStart;
        this.server = starter.apply(this::died);
        this.startedAt = System.nanoTime();
        onStart.accept(server);
    }

    synchronized S get() {
        return server;
    }

    private void died(String reason) {
        log.error("{} stopped: {}; it is started again", name, reason);
        Thread.ofVirtual().name("revive-" + name).start(this::revive);
    }

    private synchronized void revive() {
        closeQuietly();
        while (!closing) {
            try {
                wait(backoff.after(Duration.ofNanos(System.nanoTime() - startedAt)).toMillis());
                if (!closing) {
                    startedAt = System.nanoTime();
                    server = starter.apply(this::died);
                    onStart.accept(server);
                    log.info("{} is back", name);
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.error("{} does not start: {}", name, e.getMessage());
            }
        }
    }

    /** A server that failed may also hang when it is closed: nothing waits for it longer. */
    private void closeQuietly() {
        var old = server;
        var closer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        old.close();
                                    } catch (Exception e) {
                                        log.warn("{} did not close: {}", name, e.toString());
                                    }
                                });
        try {
            if (!closer.join(CLOSE)) {
                log.warn("{} does not close", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
            closeQuietly();
        }
    }
}
