package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of a run that was killed, found by the {@code postmaster.pid} in its data folder. */
final class OrphanServer {

    private static final Logger log = LoggerFactory.getLogger(OrphanServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private OrphanServer() {}

    static void stop(Path data) {
        find(data)
                .ifPresent(
                        server -> {
                            log.info("Stopping PostgreSQL {} of an earlier run", server.pid());
                            Signals.interrupt(server.pid());
                            Signals.endWithin(server, PATIENCE);
                        });
    }

    static Optional<ProcessHandle> find(Path data) {
        var file = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            var lines = Files.readAllLines(file);
            var pid = Long.parseLong(lines.getFirst().strip());
            return ProcessHandle.of(pid).filter(process -> serves(process, data));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
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
