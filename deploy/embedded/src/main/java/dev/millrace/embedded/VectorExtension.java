package dev.millrace.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * pgvector for the embedded PostgreSQL. Nobody publishes it ready made for every machine, so it is
 * made once per user, kept beside PostgreSQL's own programs, and put among them; servers started
 * afterwards have it.
 */
public final class VectorExtension {

    /** Downloads and a minute of compiling, on a slow line. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String UNFINISHED = "pgvector-unfinished";

    private VectorExtension() {}

    /**
     * Makes it unless it is there, which takes a minute as a rule and at most five.
     *
     * @param progress told, in a sentence each, what takes long and how it ended
     * @return why it cannot be had; empty when it can
     */
    public static Optional<String> fetch(Consumer<String> progress) {
        var cache = BinaryCache.folder();
        return fetch(PostgresBinaries.unpacked(cache), cache, PATIENCE, progress);
    }

    static synchronized Optional<String> fetch(
            Path home, Path cache, Duration patience, Consumer<String> progress) {
        if (isIn(home)) {
            return Optional.empty();
        }
        try {
            var made = made(cache, patience, progress);
            put(made, home);
            return Optional.empty();
        } catch (Unavailable e) {
            progress.accept("There is no pgvector: " + e.getMessage());
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // A path in the message is for who runs it, not for everyone who reads the health.
            progress.accept("There is no pgvector: " + e);
            return Optional.of("its files could not be written");
        }
    }

    private static boolean isIn(Path home) {
        return Files.exists(control(home)) && Files.exists(library(home));
    }

    private static Path control(Path home) {
        return home.resolve("share/postgresql/extension/vector.control");
    }

    private static Path library(Path home) {
        return home.resolve("lib/postgresql/vector.so");
    }

    /** Another process may be at it: the second waits and finds it done. */
    private static Path made(Path cache, Duration patience, Consumer<String> progress)
            throws IOException, Unavailable {
        var made = cache.resolve(name());
        if (Files.isDirectory(made)) {
            return made;
        }
        var end = System.nanoTime() + patience.toNanos();
        Files.createDirectories(cache);
        try (var channel =
                        FileChannel.open(
                                cache.resolve("pgvector.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var lock = locked(channel, end)) {
            if (lock.isValid() && Files.notExists(made)) {
                progress.accept("Making pgvector for the database, once: about a minute");
                make(made, cache, Duration.ofNanos(end - System.nanoTime()));
                progress.accept("pgvector is there");
            }
            return made;
        }
    }

    private static FileLock locked(FileChannel channel, long end) throws IOException, Unavailable {
        while (true) {
            var lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() > end) {
                throw new Unavailable("another process has been making it for too long");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Beside its place first, so that nobody ever finds half of it. */
    private static void make(Path made, Path cache, Duration patience)
            throws IOException, Unavailable {
        if (!name().contains("linux") || !onPath("apt-get") || !onPath("dpkg-deb")) {
            throw new Unavailable("only Debian's packages can be used, and there is no apt here");
        }
        // What a killed run left: whoever holds the lock is alone.
        Folders.matching(cache, UNFINISHED + "*").forEach(Folders::delete);
        var folder = Files.createTempDirectory(cache, UNFINISHED);
        try {
            var tools = new BuildTools(cache.resolve("pgvector.log"), patience);
            Files.move(result(tools, folder), made, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(folder);
        }
    }

    private static Path result(BuildTools tools, Path folder) throws IOException, Unavailable {
        try {
            var built = folder.resolve("built");
            new VectorBuild(tools, folder).into(built);
            return built;
        } catch (Unavailable noBuild) {
            try {
                var ready = folder.resolve("ready");
                new VectorPackage(tools, folder).into(ready);
                return ready;
            } catch (Unavailable noPackage) {
                throw new Unavailable(noBuild.getMessage() + "; " + noPackage.getMessage());
            }
        }
    }

    /** Whole files only: a server that runs may have the old ones mapped. The control file last. */
    private static void put(Path made, Path home) throws IOException {
        for (var file : Folders.matching(made, "*.sql")) {
            replace(file, control(home).resolveSibling(Folders.name(file)));
        }
        replace(made.resolve("vector.so"), library(home));
        replace(made.resolve("vector.control"), control(home));
    }

    private static void replace(Path file, Path place) throws IOException {
        var beside = Files.createTempFile(place.resolveSibling("."), "vector", ".new");
        try {
            Files.copy(file, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(file));
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** A folder per version of PostgreSQL and kind of machine. */
    static String name() {
        return "pgvector-%s-%s-%s"
                .formatted(
                        PostgresBinaries.VERSION,
                        String.valueOf(System.getProperty("os.name")).toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch"));
    }

    private static boolean onPath(String program) {
        var path = System.getenv("PATH");
        for (var folder : (path == null ? "/usr/bin:/bin" : path).split(":", -1)) {
            if (Files.isExecutable(Path.of(folder).resolve(program))) {
                return true;
            }
        }
        return false;
    }
}
