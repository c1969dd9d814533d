package dev.millrace.store.content;

import java.io.IOException;
import java.io.InputStream;

/**
 * Keeps bodies under random names (a hash as a name would tell that someone has the same document).
 * Thread-safe. A name that does not exist (any more) gives {@link
 * java.nio.file.NoSuchFileException}; a full disk gives an IOException and leaves nothing behind.
 */
public interface ContentStore {

    /** Stores all of {@code content}; it is durable when the name is returned. */
    String put(InputStream content) throws IOException;

    InputStream open(String name) throws IOException;

    /** Bytes. */
    long size(String name) throws IOException;

    /** Deleting what is not there is no failure. */
    void delete(String name) throws IOException;
}
