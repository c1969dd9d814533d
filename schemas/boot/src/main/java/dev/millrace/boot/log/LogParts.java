package dev.millrace.boot.log;

import dev.millrace.log.LogPart;
import dev.millrace.log.reply.Replies;
import dev.millrace.log.view.ReadModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the service's log parts at the right moments.
 *
 * <p>Read models and the reply client serve HTTP requests, so they start before the web server and
 * stop after it has drained. Stages and ledgers take work: they start last, once the read models
 * know what they will be asked, and stop first. Producers outlive them all.
 */
final class LogParts implements SmartLifecycle {

    /** Before the web server ({@code DEFAULT_PHASE - 2048}) and its graceful end. */
    static final int SERVING_PHASE = DEFAULT_PHASE - 4096;

    static final int WORK_PHASE = DEFAULT_PHASE;

    private static final Logger log = LoggerFactory.getLogger(LogParts.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final String name;
    private final int phase;
    private final Supplier<List<LogPart>> parts;
    private final Supplier<List<LogPart>> needed;
    private volatile boolean running;
    private @Nullable Thread starting;

    private LogParts(
            String name, int phase, Supplier<List<LogPart>> parts, Supplier<List<LogPart>> needed) {
        this.name = name;
        this.phase = phase;
        this.parts = parts;
        this.needed = needed;
    }

    static LogParts serving(Supplier<List<LogPart>> all) {
        return new LogParts("serving", SERVING_PHASE, () -> serving(all.get()), List::of);
    }

    static LogParts work(Supplier<List<LogPart>> all) {
        return new LogParts(
                "work",
                WORK_PHASE,
                () -> all.get().stream().filter(part -> !serves(part)).toList(),
                () -> serving(all.get()));
    }

    @Override
    public synchronized void start() {
        running = true;
        starting = Thread.ofVirtual().name("log-" + name + "-start").start(this::startParts);
    }

    /**
     * Not on the context's thread: a topic that cannot be read must not keep health from telling.
     */
    private void startParts() {
        try {
            List<LogPart> before = needed.get();
            while (!before.stream().allMatch(LogPart::ready)) {
                Thread.sleep(LOOK_AGAIN);
            }
            for (LogPart part : parts.get()) {
                part.start();
                log.debug("{} started", part.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void stop() {
        Thread before = starting;
        starting = null;
        if (before == null) {
            return;
        }
        try {
            before.interrupt();
            before.join();
            List<Thread> closing = new ArrayList<>();
            for (LogPart part : parts.get()) {
                closing.add(Thread.ofVirtual().start(() -> close(part)));
            }
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = false;
        }
    }

    /** On a thread of its own, so that the context's patience with a phase holds. */
    @Override
    public void stop(Runnable done) {
        Thread.ofVirtual()
                .name("log-" + name + "-stop")
                .start(
                        () -> {
                            try {
                                stop();
                            } finally {
                                done.run();
                            }
                        });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    private static void close(LogPart part) {
        try {
            part.close();
        } catch (RuntimeException e) {
            log.warn("{} did not stop in order", part.name(), e);
        }
    }

    private static List<LogPart> serving(List<LogPart> all) {
        return all.stream().filter(LogParts::serves).toList();
    }

    private static boolean serves(LogPart part) {
        return part instanceof ReadModel || part instanceof Replies;
    }
}
