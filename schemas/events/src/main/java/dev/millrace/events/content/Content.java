package dev.millrace.events.content;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The bytes of a content field (prompts, answers, thinking, passages): the first byte says how the
 * rest is kept. 0 is clear; 1, sealed with the person's data key, is reserved from the first
 * version on. An empty field is empty content.
 */
public final class Content {

    private static final byte CLEAR = 0;

    private Content() {}

    public static ByteBuffer clear(byte[] bytes) {
        if (bytes.length == 0) {
            return ByteBuffer.allocate(0);
        }
        byte[] field = new byte[bytes.length + 1];
        field[0] = CLEAR;
        System.arraycopy(bytes, 0, field, 1, bytes.length);
        return ByteBuffer.wrap(field);
    }

    public static ByteBuffer clear(String text) {
        return clear(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes, or empty when this process cannot read them: such content counts as erased. */
    public static Optional<byte[]> open(ByteBuffer field) {
        ByteBuffer view = field.duplicate();
        if (!view.hasRemaining()) {
            return Optional.of(new byte[0]);
        }
        if (view.get() != CLEAR) {
            return Optional.empty();
        }
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return Optional.of(bytes);
    }

    /** {@link #open} as UTF-8 text. */
    public static Optional<String> openText(ByteBuffer field) {
        return open(field).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
