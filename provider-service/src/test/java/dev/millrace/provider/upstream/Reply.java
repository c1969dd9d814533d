package dev.millrace.provider.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What the scripted upstream does with a request. */
@FunctionalInterface
public interface Reply {

    void send(Connection connection, Seen request) throws IOException, InterruptedException;

    /** A whole body with its length. */
    static Reply of(int status, String contentType, String body, String... headers) {
        return (connection, _) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            connection.head(status, contentType, "content-length: " + bytes.length, headers);
            connection.write(bytes);
        };
    }

    static Reply json(String body) {
        return of(200, "application/json", body);
    }

    static Reply error(int status, String body, String... headers) {
        return of(status, "application/json", body, headers);
    }

    /** An event stream that ends as announced. */
    static Reply events(List<String> events) {
        return (connection, _) -> {
            connection.streamHead();
            for (String event : events) {
                connection.chunk("data: " + event + "\n\n");
            }
            connection.lastChunk();
        };
    }

    /** Raw stream text, then the connection breaks within the body. */
    static Reply cutAfter(String text) {
        return (connection, _) -> {
            connection.streamHead();
            connection.chunk(text);
            connection.drop();
        };
    }

    /** Raw stream text in one piece, ended as announced. */
    static Reply raw(String text) {
        return (connection, _) -> {
            connection.streamHead();
            connection.chunk(text);
            connection.lastChunk();
        };
    }

    /** Raw stream text, one byte in a packet of its own. */
    static Reply dripping(String text) {
        return (connection, _) -> {
            connection.streamHead();
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                connection.chunk(new byte[] {b});
            }
            connection.lastChunk();
        };
    }

    /** Raw stream text, then silence until {@code released}. */
    static Reply hangingAfter(String text, CountDownLatch released) {
        return (connection, _) -> {
            connection.streamHead();
            connection.chunk(text);
            released.await();
            connection.drop();
        };
    }

    /** Says nothing at all until {@code released}. */
    static Reply silent(CountDownLatch released) {
        return (connection, _) -> {
            released.await();
            connection.drop();
        };
    }

    /** Raw stream text (nothing at all when it is empty), then waits until the client has gone. */
    static Reply openAfter(String text, Runnable onGone) {
        return (connection, _) -> {
            if (!text.isEmpty()) {
                connection.streamHead();
                connection.chunk(text);
            }
            try {
                connection.awaitClientGone();
            } finally {
                onGone.run();
            }
        };
    }

    /** Closes its side without a word. */
    static Reply dropped() {
        return (connection, _) -> connection.drop();
    }

    /** Ends its output but goes on reading: a half-closed socket. */
    static Reply halfClosed() {
        return (connection, _) -> connection.halfClose();
    }

    /** Raw stream text, then the same. */
    static Reply halfClosedAfter(String text) {
        return (connection, _) -> {
            connection.streamHead();
            connection.chunk(text);
            connection.halfClose();
        };
    }

    default Reply after(Duration delay) {
        return (connection, request) -> {
            Thread.sleep(delay);
            send(connection, request);
        };
    }
}
