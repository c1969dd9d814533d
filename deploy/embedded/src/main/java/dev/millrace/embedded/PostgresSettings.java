package dev.millrace.embedded;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How an embedded database runs.
 *
 * @param folder holds {@code data/}, {@code passwords} (0600) and {@code postgres.log}; made when
 *     missing, kept at close
 * @param port port on the loopback address, 0 for any free one
 * @param keep whether the data is to survive a power loss; without it nothing is forced to disk,
 *     which is for tests
 * @param onDeath told when the server ends without having been asked to
 */
public record PostgresSettings(Path folder, int port, boolean keep, Consumer<String> onDeath) {

    /** For tests: any free port, nothing forced to disk. */
    public static PostgresSettings at(Path folder) {
        return new PostgresSettings(folder, 0, false, death -> {});
    }
}
