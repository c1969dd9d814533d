package dev.millrace.gateway.replies;

import dev.millrace.events.RequestFinished;
import dev.millrace.gateway.json.JsonText;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Writes one stream to its client: everything that is there at once, then one flush. Headers go out
 * once the log has the request and there is a first event, or soon after: until then a failure can
 * still have a status of its own.
 */
public final class EventStream {

    private static final int BUFFER = 2048;

    private final Call call;
    private final Outputs outputs;
    private final StreamFormat format;
    private final HttpServletResponse response;
    private final long after;
    private final StreamAssembly assembly = new StreamAssembly();
    private final JsonText out = new JsonText(BUFFER);
    private Runnable first = () -> {};
    private boolean open;
    private boolean begun;

    /**
     * A stream that has not begun.
     *
     * @param after the number of the last event the client has seen, {@link EventId#NONE} for none
     */
    public EventStream(
            Call call,
            Outputs outputs,
            StreamFormat format,
            HttpServletResponse response,
            long after) {
        this.call = call;
        this.outputs = outputs;
        this.format = format;
        this.response = response;
        this.after = after;
    }

    /** Told when the first event is there. */
    public EventStream onFirst(Runnable first) {
        this.first = first;
        return this;
    }

    /** Writes a finished request as a stream, for a client that has seen nothing. */
    public static void whole(
            RequestFinished finish,
            byte[] output,
            StreamFormat format,
            HttpServletResponse response)
            throws IOException {
        JsonText out = new JsonText(output.length + BUFFER);
        format.begin(out);
        new StreamAssembly().onFinish(finish, output, 0).forEach(event -> format.event(out, event));
        headers(response);
        out.drainTo(response.getOutputStream());
    }

    /** Returns when the stream has ended. */
    public void run() throws IOException, InterruptedException {
        call.acknowledged();
        if (after == EventId.NONE) {
            format.begin(out);
        }
        try {
            while (!assembly.ended()) {
                step();
            }
        } catch (ClientGone gone) {
            throw gone;
        } catch (IOException broken) {
            call.left();
            throw broken;
        }
    }

    private void step() throws IOException, InterruptedException {
        RepliesProperties properties = call.properties();
        List<Reply> replies = call.next(open ? properties.keepAlive() : properties.headersWithin());
        for (Reply reply : replies) {
            for (StreamEvent event : events(reply)) {
                write(event);
            }
        }
        if (!replies.isEmpty() && !begun) {
            begun = true;
            first.run();
        }
        if (replies.isEmpty() && open) {
            out.ascii(": keep-alive\n\n");
        }
        flush();
    }

    private List<StreamEvent> events(Reply reply) {
        return switch (reply) {
            case Reply.Piece piece -> assembly.onChunk(piece.chunk(), piece.offset());
            case Reply.End end ->
                    assembly.onFinish(end.finish(), outputs.of(end.finish()), end.offset());
        };
    }

    /** The last event is told again to whoever has seen it: a stream must end as one. */
    private void write(StreamEvent event) {
        switch (event) {
            case StreamEvent.Chunk chunk when chunk.sequence() <= after -> {}
            case StreamEvent.Failed failed when !open && nothingShown(failed) ->
                    throw new EarlyFailure(failed);
            default -> format.event(out, event);
        }
    }

    private boolean nothingShown(StreamEvent.Failed failed) {
        return failed.sequence() == 0 && failed.finish() != null;
    }

    private void flush() throws IOException {
        ServletOutputStream body = response.getOutputStream();
        if (!open) {
            open = true;
            headers(response);
        }
        if (!out.isEmpty()) {
            out.drainTo(body);
        }
        response.flushBuffer();
    }

    private static void headers(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("cache-control", "no-cache");
        response.setHeader("x-accel-buffering", "no");
    }

    /** The request failed before anything was sent. */
    public static final class EarlyFailure extends RuntimeException {

        private final transient StreamEvent.Failed failed;

        EarlyFailure(StreamEvent.Failed failed) {
            super(failed.code().code());
            this.failed = failed;
        }

        public StreamEvent.Failed failed() {
            return failed;
        }
    }
}
