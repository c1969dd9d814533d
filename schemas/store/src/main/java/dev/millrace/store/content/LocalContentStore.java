package dev.millrace.store.content;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Content in a folder of this machine, which several processes may share: {@code ab/cd/<name>},
 * folders 0700, files 0600. A body is written beside, forced to disk and then moved into its place,
 * so that a name either has all of it or does not exist.
 */
public final class LocalContentStore implements ContentStore, AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final Path folder;
    private final long limit;
    private final UnfinishedWrites unfinished;
    private final SecureRandom random = new SecureRandom();

    /**
     * Opens the store and removes what writes of killed processes left.
     *
     * @param folder made when missing
     * @param limit the most bytes one body may have
     */
    public LocalContentStore(Path folder, long limit) throws IOException {
        this.folder = PrivateFiles.folder(folder.toAbsolutePath().normalize());
        this.limit = limit;
        this.unfinished = UnfinishedWrites.open(this.folder.resolve("unfinished"));
    }

    @Override
    public String put(InputStream content) throws IOException {
        String name = ContentName.random(random);
        Path written = unfinished.file(name);
        try {
            try (FileChannel file =
                    FileChannel.open(
                            written, Set.of(CREATE_NEW, WRITE), PrivateFiles.fileMode(written))) {
                copy(content, file);
                file.force(true);
            }
            makeFolders(name);
            Files.move(written, place(name), ATOMIC_MOVE);
            force(inner(name));
            return name;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(written);
            throw e;
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(place(ContentName.checked(name)), READ);
    }

    @Override
    public long size(String name) throws IOException {
        return Files.size(place(ContentName.checked(name)));
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            Files.deleteIfExists(place(ContentName.checked(name)));
        } catch (NoSuchFileException e) {
            // What cannot exist is not there either.
            return;
        }
    }

    /** Ends this process's claim on its unfinished writes. */
    @Override
    public void close() throws IOException {
        unfinished.close();
    }

    private void copy(InputStream content, FileChannel file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            copied += read;
            if (copied > limit) {
                throw new TooLarge(limit);
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    private Path place(String name) {
        return inner(name).resolve(name);
    }

    private Path inner(String name) {
        return outer(name).resolve(name.substring(2, 4));
    }

    private Path outer(String name) {
        return folder.resolve(name.substring(0, 2));
    }

    /** A folder lasts only once its own entry in the folder above is on disk. */
    private void makeFolders(String name) throws IOException {
        if (!Files.isDirectory(inner(name))) {
            PrivateFiles.folder(inner(name));
            force(outer(name));
            force(folder);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }
}
