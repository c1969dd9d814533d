package dev.millrace.provider.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes of a {@code text/event-stream} into the data of its events (WHATWG HTML, 9.2.6): lines
 * end with LF, CR or CRLF, a BOM may come first, comments and unknown fields are skipped, several
 * data lines of an event are joined with LF. However the bytes are split the events are the same.
 * Not thread-safe.
 */
final class SseParser implements Framing.Parser {

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(1024);
    private boolean hasData;
    private boolean afterCarriageReturn;
    private boolean firstLine = true;

    @Override
    public void feed(ByteBuffer bytes, List<byte[]> events) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            boolean second = b == '\n' && afterCarriageReturn;
            afterCarriageReturn = b == '\r';
            if (second) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                endOfLine(events);
            } else {
                line.write(b);
            }
        }
    }

    /**
     * What stands there at the end without its blank line. A server that leaves the last line end
     * out means it; a cut one leaves a torso: the reader can tell, because JSON ends by itself.
     */
    @Override
    public byte @Nullable [] rest() {
        if (line.size() > 0) {
            take(line.toByteArray());
            line.reset();
        }
        return hasData ? data.toByteArray() : null;
    }

    private void endOfLine(List<byte[]> events) {
        if (line.size() == 0) {
            if (hasData) {
                events.add(data.toByteArray());
                data.reset();
                hasData = false;
            }
            firstLine = false;
            return;
        }
        take(line.toByteArray());
        line.reset();
    }

    private void take(byte[] text) {
        int from = firstLine && startsWith(text, 0, BOM) ? BOM.length : 0;
        firstLine = false;
        if (!startsWith(text, from, DATA)) {
            return;
        }
        int value = from + DATA.length;
        if (value < text.length && text[value] != ':') {
            return;
        }
        value++;
        if (value < text.length && text[value] == ' ') {
            value++;
        }
        if (hasData) {
            data.write('\n');
        }
        hasData = true;
        if (value < text.length) {
            data.write(text, value, text.length - value);
        }
    }

    private static boolean startsWith(byte[] text, int from, byte[] start) {
        if (text.length - from < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (text[from + i] != start[i]) {
                return false;
            }
        }
        return true;
    }
}
