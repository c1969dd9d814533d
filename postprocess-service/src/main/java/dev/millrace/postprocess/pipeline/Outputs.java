package dev.millrace.postprocess.pipeline;

import dev.millrace.store.content.ContentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Outputs too large for a record. Blocks on the disk: not for a stage's own thread. */
final class Outputs {

    /** An answer larger than this is not processed; the request limit is 50 MB. */
    private static final int MOST_BYTES = 64 << 20;

    private final ContentStore store;

    Outputs(ContentStore store) {
        this.store = store;
    }

    byte[] read(String reference) throws IOException {
        try (InputStream content = store.open(reference)) {
            byte[] bytes = content.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("an output of more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        }
    }

    String keep(byte[] output) throws IOException {
        return store.put(new ByteArrayInputStream(output));
    }
}
