package dev.millrace.proof.load;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one client saw of one request, from HTTP alone.
 *
 * @param nonce what its prompt carried
 * @param sentAt when the request was sent
 * @param endedAt when the client gave up or had its answer
 * @param status the first HTTP status, 0 when the connection failed before one
 * @param requestId the id it was told, if any
 * @param text the text of the answer, or of what was streamed
 * @param ending how it ended for the client
 * @param code the error's code, if any
 * @param retryAfter the response header, if any
 * @param resumes how often a stream had to be picked up again
 * @param finished the finished answer read by id afterwards, where the client did so
 */
public record Transcript(
        Kind kind,
        String nonce,
        Instant sentAt,
        Instant endedAt,
        int status,
        @Nullable String requestId,
        String text,
        Ending ending,
        @Nullable String code,
        @Nullable String retryAfter,
        int resumes,
        @Nullable String finished) {

    /** What was asked for. */
    public enum Kind {
        PLAIN,
        STREAM,
        JOB
    }

    /** How it ended for the client. */
    public enum Ending {
        /** The whole answer, with its proper end. */
        DONE,
        /** An error body or error event. */
        ERROR,
        /** Not accepted: 4xx or 503 before anything else. */
        REFUSED,
        /** The connection broke and no id was known. */
        CUT
    }
}
