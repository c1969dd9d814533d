package dev.millrace.rag.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The text of a document's bytes: UTF-8, or UTF-16 with a byte order mark, which is no part of the
 * text. Offsets of chunks count in it.
 */
public final class DocumentText {

    public static final String MARKDOWN = "text/markdown";
    public static final String PLAIN = "text/plain";

    private DocumentText() {}

    /**
     * Reads all of it.
     *
     * @throws java.nio.charset.CharacterCodingException when the bytes are no text
     */
    public static String read(InputStream in) throws IOException {
        byte[] bytes = in.readAllBytes();
        int mark = mark(bytes, bytes.length);
        return charset(bytes, bytes.length)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
                .toString();
    }

    /** What bytes that begin so are written in. */
    public static Charset charset(byte[] head, int length) {
        if (length >= 2 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        if (length >= 2 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }

    /** Bytes of the byte order mark. */
    public static int mark(byte[] head, int length) {
        if (!charset(head, length).equals(StandardCharsets.UTF_8)) {
            return 2;
        }
        boolean marked =
                length >= 3
                        && head[0] == (byte) 0xEF
                        && head[1] == (byte) 0xBB
                        && head[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }
}
