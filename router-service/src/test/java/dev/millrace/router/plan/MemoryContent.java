package dev.millrace.router.plan;

import dev.millrace.store.content.ContentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;

/** A content store in memory that knows how often it was asked. */
final class MemoryContent implements ContentStore {

    private final Map<String, byte[]> bodies = new HashMap<>();
    private int questions;

    int questions() {
        return questions;
    }

    String put(byte[] content) {
        String name = "body-" + bodies.size();
        bodies.put(name, content);
        return name;
    }

    @Override
    public String put(InputStream content) throws IOException {
        return put(content.readAllBytes());
    }

    @Override
    public InputStream open(String name) throws IOException {
        return new ByteArrayInputStream(find(name));
    }

    @Override
    public long size(String name) throws IOException {
        return find(name).length;
    }

    @Override
    public void delete(String name) {
        bodies.remove(name);
    }

    private byte[] find(String name) throws NoSuchFileException {
        questions++;
        byte[] body = bodies.get(name);
        if (body == null) {
            throw new NoSuchFileException(name);
        }
        return body;
    }
}
