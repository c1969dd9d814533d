package dev.millrace.gateway.replies;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An SSE event's id, {@code requestId.sequence.offset}: what a client sends back as {@code
 * Last-Event-ID}. The offset is a hint and decides nothing about what may be read.
 */
public record EventId(String requestId, long sequence, long offset) {

    /** Before the first event. */
    public static final long NONE = -1;

    private static final Pattern FORM =
            Pattern.compile("[0-9A-Za-z-]{1,64}\\.\\d{1,18}\\.\\d{1,18}");

    /** Empty when the text is no event's id. */
    public static Optional<EventId> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.", -1);
        return Optional.of(
                new EventId(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
    }

    @Override
    public String toString() {
        return requestId + "." + sequence + "." + offset;
    }
}
