package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run of the {@code postgres} program, our direct child. */
final class PostgresServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Process process;
    private final Watchdog watchdog;
    private final Path log;
    private volatile boolean served;
    private volatile boolean closing;

    private PostgresServer(Process process, Watchdog watchdog, Path log) {
        this.process = process;
        this.watchdog = watchdog;
        this.log = log;
    }

    static PostgresServer start(
            PostgresProgram program, PostgresSettings settings, Path data, Path log, int port) {
        try {
            var process =
                    program.builder(log.toFile(), "postgres", arguments(settings, data, port))
                            .start();
            var server = new PostgresServer(process, Watchdog.over(process.pid(), "INT"), log);
            var _ = process.onExit().thenAccept(ended -> server.died(ended, settings));
            return server;
        } catch (IOException e) {
            throw new EmbeddedFailure("PostgreSQL could not be started: " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(PostgresSettings settings, Path data, int port) {
        var arguments = new ArrayList<>(List.of("-D", data.toString()));
        var keep = settings.keep() ? "on" : "off";
        for (var setting :
                List.of(
                        "port=" + port,
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "max_connections=100",
                        // Room for the graph of a large vector index, which every search walks;
                        // memory that nobody touches is not taken.
                        "shared_buffers=256MB",
                        "dynamic_shared_memory_type=mmap",
                        // Building a vector index in parallel needs more shared memory than
                        // containers have.
                        "max_parallel_maintenance_workers=0",
                        "max_parallel_workers_per_gather=0",
                        "jit=off",
                        "timezone=UTC",
                        "log_timezone=UTC",
                        // Statements hold values, and values hold prompts.
                        "log_min_error_statement=panic",
                        "log_error_verbosity=terse",
                        "fsync=" + keep,
                        "full_page_writes=" + keep,
                        "synchronous_commit=on")) {
            arguments.add("-c");
            arguments.add(setting);
        }
        return arguments;
    }

    long pid() {
        return process.pid();
    }

    void await(Roles roles, Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        while (true) {
            if (!process.isAlive()) {
                throw new EmbeddedFailure(
                        "PostgreSQL ended at its start with status %d (see %s)"
                                .formatted(process.exitValue(), log));
            }
            try (var connection = roles.connect("postgres")) {
                if (connection.isValid(2)) {
                    served = true;
                    return;
                }
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw new EmbeddedFailure(
                            "PostgreSQL does not answer: " + e.getMessage() + " (see " + log + ")",
                            e);
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("Interrupted while PostgreSQL started", e);
        }
    }

    private void died(Process ended, PostgresSettings settings) {
        watchdog.close();
        if (served && !closing) {
            settings.onDeath().accept("PostgreSQL ended with status " + ended.exitValue());
        }
    }

    @Override
    public void close() {
        closing = true;
        if (process.isAlive()) {
            Signals.interrupt(process.pid());
            Signals.endWithin(process.toHandle(), PATIENCE);
        }
        watchdog.close();
    }
}
