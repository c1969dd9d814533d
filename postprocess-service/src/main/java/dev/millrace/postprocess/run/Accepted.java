package dev.millrace.postprocess.run;

import java.time.Instant;
import java.util.UUID;

/** A run that is durably accepted. */
public record Accepted(UUID runId, Instant createdAt) {

    /** The id of the request of a line. */
    public UUID requestId(long number) {
        return RequestIds.of(runId, number);
    }
}
