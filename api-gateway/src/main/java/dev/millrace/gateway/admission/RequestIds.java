package dev.millrace.gateway.admission;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Request ids as clients see them: UUIDv7, with OpenAI's prefix before a chat completion's. An id
 * is no secret: everything read by id is resolved by its owner first.
 */
public final class RequestIds {

    /** What OpenAI's clients see before the id of a chat completion. */
    public static final String CHAT_PREFIX = "chatcmpl-";

    private static final int LENGTH = 36;

    private RequestIds() {}

    /** The id in either of its public forms; empty when it cannot be one. */
    public static Optional<String> parse(String text) {
        String id = text.startsWith(CHAT_PREFIX) ? text.substring(CHAT_PREFIX.length()) : text;
        try {
            return id.length() == LENGTH
                    ? Optional.of(UUID.fromString(id).toString())
                    : Optional.empty();
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** When the id was made: its first 48 bits are the time in milliseconds. */
    public static Instant time(String id) {
        return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
    }
}
