package dev.millrace.gateway.replies;

import dev.millrace.events.RequestFinished;
import dev.millrace.web.error.ErrorCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a stream is told. `sequence` counts a request's events from 0, without gaps, and
 * is the same on every instance that reads the same records; `offset` is the record that led to it.
 */
public sealed interface StreamEvent {

    long sequence();

    long offset();

    /**
     * A piece of the answer.
     *
     * @param choices JSON array, as in OpenAI's chat.completion.chunk
     */
    record Chunk(long sequence, long offset, String model, ByteBuffer choices)
            implements StreamEvent {}

    /** The answer is complete; says also what it cost in tokens. */
    record Finished(long sequence, long offset, RequestFinished finish) implements StreamEvent {}

    /** Nothing follows: what was shown stays shown and is not the whole answer. */
    record Failed(long sequence, long offset, ErrorCode code, @Nullable RequestFinished finish)
            implements StreamEvent {}
}
