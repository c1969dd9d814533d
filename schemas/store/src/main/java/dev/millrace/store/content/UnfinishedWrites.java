package dev.millrace.store.content;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files under way into the store. Each store instance names its files {@code <instance>-…} and
 * holds a lock on {@code <instance>.lock} as long as it lives; whatever belongs to no living
 * instance was left by a killed one. Locks and not process ids or ages: containers that share the
 * folder number their processes alike, and a slow upload is no dead one.
 */
final class UnfinishedWrites implements AutoCloseable {

    private static final String LOCK = ".lock";

    private final Path folder;
    private final String instance;
    private final FileChannel lock;

    private UnfinishedWrites(Path folder, String instance, FileChannel lock) {
        this.folder = folder;
        this.instance = instance;
        this.lock = lock;
    }

    static UnfinishedWrites open(Path folder) throws IOException {
        PrivateFiles.folder(folder);
        sweep(folder);
        while (true) {
            String instance = UUID.randomUUID().toString();
            Path file = folder.resolve(instance + LOCK);
            FileChannel channel =
                    FileChannel.open(file, Set.of(CREATE_NEW, WRITE), PrivateFiles.fileMode(file));
            FileLock held = tryLock(channel);
            // Another's sweep may have taken the file for a dead one's before it was locked.
            if (held != null && Files.exists(file)) {
                return new UnfinishedWrites(folder, instance, channel);
            }
            channel.close();
        }
    }

    Path file(String name) {
        return folder.resolve(instance + "-" + name);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(instance + LOCK));
        lock.close();
    }

    private static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*-*-*-*-*-*")) {
            for (Path file : files) {
                String instance = folder.relativize(file).toString().substring(0, 36);
                if (dead(folder.resolve(instance + LOCK))) {
                    Files.deleteIfExists(file);
                }
            }
        }
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, "*" + LOCK)) {
            for (Path file : locks) {
                try (FileChannel channel = FileChannel.open(file, WRITE)) {
                    if (tryLock(channel) != null) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // Its owner, or another's sweep, was quicker.
                }
            }
        }
    }

    private static boolean dead(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, WRITE)) {
            return tryLock(channel) != null;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Null when it is held, by another process or by another store of this one. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
