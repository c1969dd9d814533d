package dev.millrace.gateway.view;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.content.Content;
import dev.millrace.gateway.admission.JsonBody;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/** What was asked: in the record, or in the content store when it is too large. */
public final class Bodies {

    private final ContentStore contents;

    Bodies(ContentStore contents) {
        this.contents = contents;
    }

    /** Refuses what may no longer be read as `erased`. */
    public JsonBody of(RequestAccepted request) {
        String reference = request.getBodyReference().orElse(null);
        if (reference == null) {
            return JsonBody.parse(
                    Content.open(request.getBody())
                            .orElseThrow(() -> ApiException.of(ErrorCode.ERASED)));
        }
        try (InputStream stored = contents.open(reference)) {
            return JsonBody.parse(stored.readAllBytes());
        } catch (NoSuchFileException gone) {
            throw ApiException.of(ErrorCode.ERASED);
        } catch (IOException e) {
            throw new UncheckedIOException("a body in the content store cannot be read", e);
        }
    }
}
