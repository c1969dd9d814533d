package dev.millrace.proof.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a few gigabytes in memory. Making one needs the right to mount. */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    private static final int GIGABYTES = 4;

    /**
     * Mounts one.
     *
     * @throws IllegalStateException without the right to mount
     */
    public static SmallDisk mount(Path folder) throws InterruptedException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("mount", "-t", "tmpfs", "-o", "size=" + GIGABYTES + "g", "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Fills it up to {@code leave} bytes. */
    void fill(long leave) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(1 << 20);
        try (FileChannel out =
                FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (Files.getFileStore(folder).getUsableSpace() > leave) {
                long room = Files.getFileStore(folder).getUsableSpace() - leave;
                block.clear().limit((int) Math.min(block.capacity(), room));
                out.write(block);
            }
        } catch (IOException e) {
            if (leave > 0) {
                throw e;
            }
            // Full to the last byte: what was asked for.
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static void run(String... command) throws InterruptedException {
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException(
                        "this proof mounts a small file system and needs the right to do so (root)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            run("umount", "-l", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
