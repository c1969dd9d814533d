package dev.millrace.gateway.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 text under construction. An answer's body is already JSON when it comes out of the log: it
 * is wrapped as it is, neither parsed nor copied more than once. Not thread-safe.
 */
public final class JsonText {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    public JsonText(int expectedLength) {
        bytes = new byte[expectedLength];
    }

    /** Appends text that needs no quoting; ASCII only. */
    public JsonText ascii(String text) {
        int size = text.length();
        room(size);
        for (int i = 0; i < size; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += size;
        return this;
    }

    public JsonText number(long number) {
        return ascii(Long.toString(number));
    }

    public JsonText raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** Appends the buffer's rest and leaves the buffer as it is. */
    public JsonText raw(ByteBuffer json) {
        int size = json.remaining();
        room(size);
        json.get(json.position(), bytes, length, size);
        length += size;
        return this;
    }

    /** Appends a JSON string, or null. */
    public JsonText string(@Nullable String text) {
        if (text == null) {
            return ascii("null");
        }
        ascii("\"");
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(utf8.length);
        for (byte b : utf8) {
            character(b);
        }
        return ascii("\"");
    }

    private void character(byte b) {
        if (b == '"' || b == '\\') {
            room(2);
            bytes[length++] = '\\';
            bytes[length++] = b;
        } else if (b >= 0 && b < 0x20) {
            ascii("\\u00");
            room(2);
            bytes[length++] = HEX[b >> 4];
            bytes[length++] = HEX[b & 0xF];
        } else {
            room(1);
            bytes[length++] = b;
        }
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes what is there and begins anew. */
    public void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
