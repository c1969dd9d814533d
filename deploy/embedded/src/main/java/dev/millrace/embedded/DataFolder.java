package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Makes a data folder, and knows one that is whole. */
final class DataFolder {

    /** Written last: a folder without it was never finished and holds nothing of value. */
    private static final String FINISHED = "millrace-initialised";

    private DataFolder() {}

    static void initialise(PostgresProgram program, Path data, Path log, String password) {
        var finished = data.resolveSibling(FINISHED);
        if (Files.exists(finished)) {
            check(data);
            return;
        }
        Folders.delete(data);
        var file = data.resolveSibling("superuser");
        try {
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, password);
            run(program, data, log, file);
            Files.createFile(finished);
        } catch (IOException e) {
            throw new EmbeddedFailure("The database's folder " + data + " cannot be made", e);
        } finally {
            remove(file);
        }
    }

    private static void run(PostgresProgram program, Path data, Path log, Path password)
            throws IOException {
        var process =
                program.builder(
                                log.toFile(),
                                "initdb",
                                List.of(
                                        "--pgdata=" + data,
                                        "--username=" + Roles.SUPERUSER,
                                        "--pwfile=" + password,
                                        "--auth=scram-sha-256",
                                        "--encoding=UTF8",
                                        // The same order of text on every machine.
                                        "--locale-provider=builtin",
                                        "--builtin-locale=C.UTF-8",
                                        "--locale=C",
                                        "--no-sync",
                                        "--no-instructions"))
                        .start();
        try {
            if (process.waitFor() != 0) {
                throw new EmbeddedFailure(
                        "PostgreSQL could not make its data folder " + data + " (see " + log + ")");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("Interrupted while PostgreSQL made its data folder", e);
        }
    }

    private static void check(Path data) {
        var version = data.resolve("PG_VERSION");
        try {
            if (!Files.exists(version)) {
                throw new EmbeddedFailure(
                        "The database's folder " + data + " is damaged: PG_VERSION is missing");
            }
            var found = Files.readString(version).strip();
            if (!found.equals(PostgresBinaries.VERSION)) {
                throw new EmbeddedFailure(
                        "The database's folder %s was written by PostgreSQL %s, this is %s"
                                .formatted(data, found, PostgresBinaries.VERSION));
            }
        } catch (IOException e) {
            throw new EmbeddedFailure("The database's folder " + data + " cannot be read", e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EmbeddedFailure("The file " + file + " cannot be removed", e);
        }
    }
}
