package dev.millrace.provider.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a vendor cuts a stream into events. */
public enum Framing {
    /** Server-sent events (WHATWG HTML, 9.2). */
    EVENTS("text/event-stream"),
    /** JSON values, each on a line of its own. */
    LINES("application/x-ndjson");

    private final String contentType;

    Framing(String contentType) {
        this.contentType = contentType;
    }

    /** The media type by which a stream is told from a whole answer. */
    String contentType() {
        return contentType;
    }

    /** One for each stream. */
    Parser parser() {
        return switch (this) {
            case EVENTS -> new SseParser();
            case LINES -> new LineParser();
        };
    }

    /** Cuts the bytes of one stream. However they are split the events are the same. */
    interface Parser {

        /** Adds every event that {@code bytes} completes to {@code events}. */
        void feed(ByteBuffer bytes, List<byte[]> events);

        /** What stands there at the end without its own end; null for nothing. */
        byte @Nullable [] rest();
    }
}
