package dev.millrace.store.content;

import java.io.IOException;
import java.io.InputStream;

/**
 * Keeps bodies under random names (a hash as a name would tell that someone has the same document).
 * Thread-safe. A name that does not exist (any more), or that cannot exist, gives {@link
 * java.nio.file.NoSuchFileException}; a full disk gives an IOException and leaves nothing behind.
 */
public interface ContentStore {

    /**
     * Stores all of {@code content}; it is durable when the name is returned.
     *
     * @throws TooLarge when it is larger than this store takes; nothing is left behind
     */
    String put(InputStream content) throws IOException;

    InputStream open(String name) throws IOException;

    /** Bytes. */
    long size(String name) throws IOException;

    /** Deleting what is not there is no failure. */
    void delete(String name) throws IOException;

    /** The content is larger than the store takes. */
    final class TooLarge extends IOException {

        private final long limit;

        public TooLarge(long limit) {
            super("content over " + limit + " bytes");
            this.limit = limit;
        }

        /** The most bytes taken. */
        public long limit() {
            return limit;
        }
    }
}
