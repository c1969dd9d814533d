package dev.millrace.standalone.processes;

import dev.millrace.embedded.Watchdog;
import dev.millrace.standalone.place.RunFile;
import dev.millrace.standalone.supply.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that is started again whenever it ends, until it is closed. */
final class Child implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Child.class);

    private final ChildSpec spec;
    private final RunFile run;
    private final Duration patience;
    private final Backoff backoff = new Backoff();
    private @Nullable Process process;
    private boolean closing;

    /**
     * @param patience how long it may take to end when it is asked to
     */
    Child(ChildSpec spec, RunFile run, Duration patience) {
        this.spec = spec;
        this.run = run;
        this.patience = patience;
        Thread.ofVirtual().name("child-" + spec.name()).start(this::keep);
    }

    private void keep() {
        while (true) {
            var begun = System.nanoTime();
            var ended = runOnce();
            synchronized (this) {
                if (closing) {
                    return;
                }
                log.error("{} {}; it is started again", spec.name(), ended);
                try {
                    wait(backoff.after(Duration.ofNanos(System.nanoTime() - begun)).toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                if (closing) {
                    return;
                }
            }
        }
    }

    private String runOnce() {
        try {
            var started = launch();
            if (started == null) {
                return "was stopped";
            }
            try (var _ = Watchdog.over(started.pid(), "KILL")) {
                run.put(spec.name(), RunFile.Entry.of(started.toHandle(), spec.port()));
                return "ended with status " + started.waitFor();
            }
        } catch (IOException | RuntimeException e) {
            // Whatever it was: nobody else starts it again.
            stopLast();
            return "could not be started: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "is no longer watched";
        }
    }

    private synchronized void stopLast() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private synchronized @Nullable Process launch() throws IOException {
        if (closing) {
            return null;
        }
        var builder = new ProcessBuilder(spec.command());
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.output().toFile()));
        process = builder.start();
        return process;
    }

    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closing = true;
            notifyAll();
            last = process;
        }
        if (last == null) {
            return;
        }
        last.destroy();
        try {
            if (!last.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} does not stop and is killed", spec.name());
                last.destroyForcibly();
            }
        } catch (InterruptedException e) {
            last.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
