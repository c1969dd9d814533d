package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a run that was killed, found by the {@code postmaster.pid} in its data folder. A
 * new server refuses to start while a process of that number exists, be it dead and not yet
 * collected by its parent, or somebody else's by now.
 */
final class OrphanServer {

    private static final Logger log = LoggerFactory.getLogger(OrphanServer.class);
    private static final String PID_FILE = "postmaster.pid";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Start times of processes are not exact. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private OrphanServer() {}

    static void stop(Path data) {
        find(data)
                .ifPresent(
                        server -> {
                            log.info("Stopping PostgreSQL {} of an earlier run", server.pid());
                            Signals.interrupt(server.pid());
                            Signals.endWithin(server, PATIENCE);
                        });
        pid(data).ifPresent(pid -> awaitCollected(pid, data));
    }

    private static void awaitCollected(long pid, Path data) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (isDead(pid) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        if (isYounger(pid, data.resolve(PID_FILE))) {
            log.info("Number {} of an earlier PostgreSQL is somebody else's by now", pid);
            try {
                Files.delete(data.resolve(PID_FILE));
            } catch (IOException e) {
                throw new EmbeddedFailure("A file in " + data + " cannot be deleted", e);
            }
        }
    }

    /** It has ended and its parent has not looked: such a process has no command any more. */
    private static boolean isDead(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> process.info().commandLine().isEmpty())
                .orElse(false);
    }

    /** It began after the file was last written: the server that wrote it is long gone. */
    private static boolean isYounger(long pid, Path file) {
        try {
            var written = Files.getLastModifiedTime(file).toInstant();
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .map(started -> started.isAfter(written.plus(CLOCKS)))
                    .orElse(false);
        } catch (IOException e) {
            throw new EmbeddedFailure("The file " + file + " cannot be read", e);
        }
    }

    static Optional<ProcessHandle> find(Path data) {
        return pid(data).flatMap(ProcessHandle::of).filter(process -> serves(process, data));
    }

    private static Optional<Long> pid(Path data) {
        var file = data.resolve(PID_FILE);
        try {
            return Files.exists(file)
                    ? Optional.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                    : Optional.empty();
        } catch (NumberFormatException | NoSuchElementException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EmbeddedFailure("The file " + file + " cannot be read", e);
        }
    }

    /** A number in a file may belong to somebody else by now. */
    private static boolean serves(ProcessHandle process, Path data) {
        return process.isAlive()
                && process.info()
                        .commandLine()
                        .map(line -> line.contains("postgres") && line.contains(data.toString()))
                        .orElse(false);
    }
}
