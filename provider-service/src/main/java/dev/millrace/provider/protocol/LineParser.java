package dev.millrace.provider.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes of an {@code application/x-ndjson} stream into its lines, which end with LF or CRLF;
 * blank ones are signs of life. Not thread-safe.
 */
final class LineParser implements Framing.Parser {

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);

    @Override
    public void feed(ByteBuffer bytes, List<byte[]> events) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b != '\n') {
                line.write(b);
                continue;
            }
            byte[] whole = rest();
            line.reset();
            if (whole != null) {
                events.add(whole);
            }
        }
    }

    /** The last line may lack its end; a cut one is no JSON, by which the reader can tell. */
    @Override
    public byte @Nullable [] rest() {
        byte[] text = line.toByteArray();
        for (byte b : text) {
            // The blanks of JSON, a carriage return among them, do no harm around a value.
            if (b != ' ' && b != '\t' && b != '\r') {
                return text;
            }
        }
        return null;
    }
}
