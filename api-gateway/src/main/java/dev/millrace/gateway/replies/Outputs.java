package dev.millrace.gateway.replies;

import dev.millrace.events.Completion;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/** What a finished request said: in its record, or in the content store when it is too large. */
public final class Outputs {

    private final ContentStore contents;

    Outputs(ContentStore contents) {
        this.contents = contents;
    }

    /** JSON; empty when there is none. Refuses what may no longer be read as `erased`. */
    public byte[] of(RequestFinished finish) {
        return finish.getCompletion().map(this::of).orElse(new byte[0]);
    }

    private byte[] of(Completion completion) {
        String reference = completion.getOutputReference().orElse(null);
        if (reference == null) {
            return Content.open(completion.getOutput())
                    .orElseThrow(() -> ApiException.of(ErrorCode.ERASED));
        }
        try (InputStream stored = contents.open(reference)) {
            return stored.readAllBytes();
        } catch (NoSuchFileException gone) {
            throw ApiException.of(ErrorCode.ERASED);
        } catch (IOException e) {
            throw new UncheckedIOException("an output in the content store cannot be read", e);
        }
    }
}
