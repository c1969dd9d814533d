package dev.millrace.postprocess.job;

import dev.millrace.events.content.Content;
import dev.millrace.store.content.ContentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a job's request lies: in its line, or in the content store when it is large. */
final class JobBodies {

    /** The bound of everything that travels in a record. */
    private static final int LARGE = 1 << 20;

    /** A request's content field, and its name in the content store when it lies there. */
    record Body(ByteBuffer field, @Nullable String reference) {}

    private final ContentStore content;

    JobBodies(ContentStore content) {
        this.content = content;
    }

    Body keep(byte[] request) throws IOException {
        return request.length <= LARGE
                ? new Body(Content.clear(request), null)
                : new Body(Content.clear(""), content.put(new ByteArrayInputStream(request)));
    }

    /** The job was not accepted after all. */
    void forget(Body body) throws IOException {
        if (body.reference() != null) {
            content.delete(body.reference());
        }
    }
}
