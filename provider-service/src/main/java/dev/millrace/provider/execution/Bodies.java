package dev.millrace.provider.execution;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Gets a request's body, from its record or from the content store. */
final class Bodies {

    private final ContentStore store;

    Bodies(ContentStore store) {
        this.store = store;
    }

    /** What there is of it. */
    sealed interface Body {}

    record Found(RequestBody body) implements Body {}

    record Missing(ErrorCode code) implements Body {}

    /** A store that fails for the moment is an exception: the record comes again. */
    Body of(RequestAccepted request) {
        Optional<byte[]> bytes;
        try {
            ByteBuffer field =
                    request.getBodyReference().isPresent()
                            ? stored(request.getBodyReference().get())
                            : request.getBody();
            bytes = Content.open(field);
        } catch (NoSuchFileException _) {
            bytes = Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.isEmpty()) {
            return new Missing(ErrorCode.ERASED);
        }
        try {
            return new Found(RequestBody.parse(bytes.get()));
        } catch (IllegalArgumentException _) {
            return new Missing(ErrorCode.INVALID_JSON);
        }
    }

    private ByteBuffer stored(String name) throws IOException {
        try (InputStream in = store.open(name)) {
            return Content.clear(in.readAllBytes());
        }
    }
}
