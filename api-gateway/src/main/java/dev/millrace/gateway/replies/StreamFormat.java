package dev.millrace.gateway.replies;

import dev.millrace.gateway.json.JsonText;

/** How a surface writes a stream: server-sent events of its own kind. */
public interface StreamFormat {

    /** What comes before the first event, when the stream is read from its beginning. */
    default void begin(JsonText out) {}

    void event(JsonText out, StreamEvent event);
}
