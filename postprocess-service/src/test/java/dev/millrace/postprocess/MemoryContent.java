package dev.millrace.postprocess;

import dev.millrace.store.content.ContentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A content store in memory, whose disk can be full. */
public final class MemoryContent implements ContentStore {

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private volatile boolean full;

    public void fill() {
        full = true;
    }

    public int count() {
        return kept.size();
    }

    @Override
    public String put(InputStream content) throws IOException {
        if (full) {
            throw new IOException("no space left");
        }
        String name = UUID.randomUUID().toString();
        kept.put(name, content.readAllBytes());
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
        kept.remove(name);
    }

    private byte[] bytes(String name) throws NoSuchFileException {
        byte[] bytes = kept.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        return bytes;
    }
}
