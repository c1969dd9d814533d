package dev.millrace.embedded;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per user from the archive on the class path. The archive is
 * the one Zonky builds for each platform.
 */
final class PostgresBinaries {

    static final String VERSION = "17";

    private PostgresBinaries() {}

    /** The folder that holds {@code bin/postgres} and {@code bin/initdb}. */
    static Path unpacked(Path cache) {
        var archive = archive();
        var name = archive.substring(0, archive.indexOf('.'));
        try (var in = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (in == null) {
                throw new EmbeddedFailure(
                        "There is no embedded PostgreSQL for this machine (" + archive + ")");
            }
            // The size tells one release's archive from another's.
            var home = cache.resolve(name + "-" + in.available());
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                unpack(in, cache, home);
            }
            return home;
        } catch (IOException e) {
            throw new EmbeddedFailure("PostgreSQL could not be unpacked to " + cache, e);
        }
    }

    private static String archive() {
        var os = requireNonNull(System.getProperty("os.name")).toLowerCase(Locale.ROOT);
        var arch = requireNonNull(System.getProperty("os.arch"));
        var arm = arch.equals("aarch64");
        if (os.contains("mac")) {
            return "postgres-darwin-" + (arm ? "arm_64" : "x86_64") + ".txz";
        }
        return "postgres-linux-" + (arm ? "arm_64" : "x86_64") + ".txz";
    }

    /** Beside its place first, so that nobody ever finds half of it. */
    private static void unpack(InputStream archive, Path cache, Path home) throws IOException {
        Files.createDirectories(cache);
        var partial = Files.createTempDirectory(cache, "unpacking");
        try (var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, partial);
            }
        }
        settle(partial, home);
    }

    /** Another process may have been quicker: its copy is as good. */
    static void settle(Path partial, Path home) throws IOException {
        try {
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Java has no class of its own for a folder that is in the way of such a move.
            if (Files.notExists(home)) {
                throw e;
            }
            Folders.delete(partial);
        }
    }

    static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
            throws IOException {
        var target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("The archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(root.resolve(entry.getName()).normalize().resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, root.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, target);
            var executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target,
                    PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
