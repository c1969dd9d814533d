package dev.millrace.standalone.place;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data folder, held by one run at a time. The lock ends with the process that took it. */
public final class Place implements AutoCloseable {

    /** Below this not even the broker's first files have room. */
    private static final long LEAST_FREE_BYTES = 64L * 1024 * 1024;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final FileChannel channel;

    private Place(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Makes the folder when it is missing and takes it. */
    public static Place take(Path folder) {
        var home = folder.toAbsolutePath().normalize();
        make(home);
        var free = freeBytes(home);
        if (free < LEAST_FREE_BYTES) {
            throw new Refusal(
                    "The disk is full: %d MiB are free in %s, %d are needed to start"
                            .formatted(free >> 20, home, LEAST_FREE_BYTES >> 20));
        }
        return new Place(home, lock(home));
    }

    public Path folder() {
        return folder;
    }

    public Path kafka() {
        return folder.resolve("kafka");
    }

    public Path postgres() {
        return folder.resolve("postgres");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    public RunFile run() {
        return RunFile.in(folder);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new Refusal("The lock of " + folder + " cannot be given back", e);
        }
    }

    private static void make(Path home) {
        if (Files.exists(home) && !Files.isDirectory(home)) {
            throw new Refusal("The data folder " + home + " is a file");
        }
        try {
            if (!Files.exists(home)) {
                Files.createDirectories(home);
                Files.setPosixFilePermissions(home, OWNER_ONLY);
            }
            for (var inner : new String[] {"run", "logs"}) {
                Files.createDirectories(home.resolve(inner));
                Files.setPosixFilePermissions(home.resolve(inner), OWNER_ONLY);
            }
        } catch (IOException e) {
            throw new Refusal(
                    freeOrMany(home) < LEAST_FREE_BYTES
                            ? "The disk is full: " + home + " cannot be made"
                            : "The data folder " + home + " is not writable",
                    e);
        }
    }

    private static FileChannel lock(Path home) {
        try {
            var channel =
                    FileChannel.open(
                            home.resolve("run/lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new Refusal("The data folder " + home + " is in use by another run");
            }
            return channel;
        } catch (IOException e) {
            throw new Refusal("The data folder " + home + " is not writable", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static long freeBytes(Path home) {
        try {
            return Files.getFileStore(home).getUsableSpace();
        } catch (IOException e) {
            throw new Refusal("The data folder " + home + " cannot be read", e);
        }
    }

    private static long freeOrMany(Path home) {
        for (var at = home; at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return freeBytes(at);
            }
        }
        return Long.MAX_VALUE;
    }
}
