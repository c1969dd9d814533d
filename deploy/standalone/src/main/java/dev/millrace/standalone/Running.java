package dev.millrace.standalone;

import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the signal that ends the run, and closes what was opened in the reverse order. */
final class Running {

    private static final Logger log = LoggerFactory.getLogger(Running.class);

    private final ArrayDeque<AutoCloseable> opened = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean closed;

    /** What it opens is closed at the end, also when the end comes in the middle of the start. */
    <T extends AutoCloseable> T open(Supplier<T> opener) {
        synchronized (opened) {
            if (closed) {
                throw new Refusal("Stopped while starting");
            }
        }
        var part = opener.get();
        synchronized (opened) {
            if (!closed) {
                opened.push(part);
                return part;
            }
        }
        close(part);
        throw new Refusal("Stopped while starting");
    }

    /** Ctrl-C and SIGTERM end the run cleanly. */
    void onSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "millrace-stop"));
    }

    boolean isClosed() {
        synchronized (opened) {
            return closed;
        }
    }

    void await() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        while (true) {
            AutoCloseable part;
            synchronized (opened) {
                closed = true;
                part = opened.poll();
            }
            if (part == null) {
                break;
            }
            close(part);
        }
        ended.countDown();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.warn("Something did not close", e);
        }
    }
}
