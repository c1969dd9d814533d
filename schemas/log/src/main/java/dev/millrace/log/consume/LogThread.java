package dev.millrace.log.consume;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a part that reads the log. Whatever escapes its work is fatal: it is reported
 * rather than leaving a part that stands still and looks healthy.
 */
public final class LogThread {

    private static final Logger LOG = LoggerFactory.getLogger(LogThread.class);

    /** The thread's work: returns when it has noticed that it should end. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    private final Thread thread;

    public LogThread(String name, Work work, Consumer<Throwable> onFatal) {
        this.thread =
                Thread.ofPlatform()
                        .name("log-" + name)
                        .daemon()
                        .unstarted(
                                () -> {
                                    try {
                                        work.run();
                                    } catch (Throwable e) {
                                        LOG.error("{} cannot go on", name, e);
                                        onFatal.accept(e);
                                    }
                                });
    }

    public void start() {
        thread.start();
    }

    /**
     * Waits for the thread to end.
     *
     * @return false when it is still running after {@code limit}
     */
    public boolean join(Duration limit) {
        if (thread.getState() == Thread.State.NEW) {
            return true;
        }
        try {
            return thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
