package dev.millrace.postprocess.pipeline;

import dev.millrace.events.ReplyChunk;
import dev.millrace.events.content.Content;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * One attempt's stream on its way through the processors. What it puts out depends on its chunks
 * alone, so that reading them again gives equal chunks with equal numbers.
 */
final class OpenStream {

    private final String requestId;
    private final String attemptId;
    private final Instant since;
    private final int replyPartition;
    private final Chain chain;
    private int expected;
    private int sent;
    private @Nullable ReplyChunk latest;
    private CompletableFuture<?> acknowledged = CompletableFuture.allOf();

    OpenStream(ReplyChunk first, Instant since, int replyPartition, Chain chain) {
        this.requestId = first.getRequestId();
        this.attemptId = first.getAttemptId();
        this.since = since;
        this.replyPartition = replyPartition;
        this.chain = chain;
    }

    /**
     * The chunk to send for a chunk that came, if there is anything to say.
     *
     * @throws Broken when a chunk is missing, unreadable or more than a processor can take
     */
    Optional<ReplyChunk> accept(ReplyChunk chunk) throws Broken {
        if (chunk.getSequence() < expected) {
            return Optional.empty();
        }
        ArrayNode choices = Content.open(chunk.getChoices()).map(Choices::parse).orElse(null);
        if (chunk.getSequence() > expected || choices == null) {
            throw new Broken(null);
        }
        expected++;
        latest = chunk;
        try {
            return next(chunk, chain.accept(choices));
        } catch (RuntimeException processorFailed) {
            throw new Broken(processorFailed);
        }
    }

    /** The last chunk to send when the stream has ended, if something was held back. */
    Optional<ReplyChunk> finish() throws Broken {
        ReplyChunk last = latest;
        try {
            return last == null ? Optional.empty() : next(last, chain.finish());
        } catch (RuntimeException processorFailed) {
            throw new Broken(processorFailed);
        }
    }

    /** Remembers a chunk's way to the log: the finish waits for all of them. */
    void sending(CompletableFuture<?> chunk) {
        acknowledged = CompletableFuture.allOf(acknowledged, chunk);
    }

    /** Done when everything sent is acknowledged; failed when a chunk could not be sent. */
    CompletableFuture<?> acknowledged() {
        return acknowledged;
    }

    String requestId() {
        return requestId;
    }

    String attemptId() {
        return attemptId;
    }

    /** When its first chunk was written. */
    Instant since() {
        return since;
    }

    /** The partition of `replies` its reader waits on. */
    int replyPartition() {
        return replyPartition;
    }

    int chunkCount() {
        return sent;
    }

    private Optional<ReplyChunk> next(ReplyChunk like, ArrayNode choices) {
        if (choices.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ReplyChunk(
                        requestId,
                        like.getOwner(),
                        attemptId,
                        sent++,
                        like.getModel(),
                        Content.clear(Choices.write(choices)),
                        null));
    }

    /** The stream cannot go on. */
    static final class Broken extends Exception {
        private Broken(@Nullable Throwable cause) {
            super(cause);
        }
    }
}
