package dev.millrace.store.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A content store for tests. */
final class MemoryContentStore implements ContentStore {

    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final int limit;

    MemoryContentStore(int limit) {
        this.limit = limit;
    }

    @Override
    public String put(InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new TooLarge(limit);
        }
        String name = ContentName.random(random);
        contents.put(name, bytes);
        return name;
    }

    @Override
    public InputStream open(String name) throws IOException {
        return new ByteArrayInputStream(bytes(name));
    }

    @Override
    public long size(String name) throws IOException {
        return bytes(name).length;
    }

    @Override
    public void delete(String name) {
        contents.remove(name);
    }

    int kept() {
        return contents.size();
    }

    private byte[] bytes(String name) throws NoSuchFileException {
        byte[] bytes = contents.get(name);
        if (bytes == null) {
            throw new NoSuchFileException("(unknown)");
        }
        return bytes;
    }
}
