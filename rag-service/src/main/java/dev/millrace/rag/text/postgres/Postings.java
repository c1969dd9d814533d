package dev.millrace.rag.text.postgres;

import java.io.ByteArrayOutputStream;
import org.apache.lucene.util.SmallFloat;

/**
 * The chunks of a segment that have a term, packed: for each chunk, by ascending number, the
 * distance to the one before as a variable-length integer, how often it has the term (at most 255)
 * and its length (Lucene's one-byte float of it, exact up to 40).
 */
final class Postings {

    private static final int MOST_FREQUENCY = 255;
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long last;
    private int chunks;

    static byte lengthCode(int length) {
        return SmallFloat.intToByte4(length);
    }

    static int length(int code) {
        return SmallFloat.byte4ToInt((byte) code);
    }

    /** Chunks come in ascending order. */
    void add(long chunk, int frequency, byte lengthCode) {
        long distance = chunk - last;
        while (distance >= MORE) {
            bytes.write((int) (distance & (MORE - 1)) | MORE);
            distance >>>= BITS;
        }
        bytes.write((int) distance);
        bytes.write(Math.min(frequency, MOST_FREQUENCY));
        bytes.write(lengthCode);
        last = chunk;
        chunks++;
    }

    int chunks() {
        return chunks;
    }

    byte[] packed() {
        return bytes.toByteArray();
    }

    /** Reads what was packed. */
    static final class Cursor {

        /** No chunk has this number. */
        static final long END = Long.MAX_VALUE;

        private final byte[] packed;
        private int at;
        private long chunk;
        private int frequency;
        private int lengthCode;

        /** Stands on the first chunk. */
        Cursor(byte[] packed) {
            this.packed = packed;
            advance();
        }

        void advance() {
            if (at >= packed.length) {
                chunk = END;
                return;
            }
            long distance = 0;
            int shift = 0;
            int next = packed[at++];
            while (next < 0) {
                distance |= (long) (next & (MORE - 1)) << shift;
                shift += BITS;
                next = packed[at++];
            }
            chunk += distance | (long) next << shift;
            frequency = packed[at++] & 0xff;
            lengthCode = packed[at++] & 0xff;
        }

        /** {@link #END} behind the last. */
        long chunk() {
            return chunk;
        }

        int frequency() {
            return frequency;
        }

        int lengthCode() {
            return lengthCode;
        }
    }
}
