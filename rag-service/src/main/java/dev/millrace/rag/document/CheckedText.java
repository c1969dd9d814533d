package dev.millrace.rag.document;

import dev.millrace.rag.chunk.Chunker;
import dev.millrace.rag.ingest.DocumentText;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document's bytes on their way into the store, looked at as they pass: whether they are text,
 * and not too much of it. What is refused ends the reading with an {@link ApiException}. A name or
 * a declared type is never believed.
 */
final class CheckedText extends InputStream {

    private static final int HEAD = 8 * 1024;
    private static final int LIKELY_HEAD = 64 * 1024;
    private static final int BUFFER = 8 * 1024;

    /** More of these than one in a hundred, and more than a few, are no text's. */
    private static final int FEW_CONTROLS = 8;

    private static final int TEXT_PER_CONTROL = 100;

    /** How files begin that are no text but could be taken for some. */
    private static final byte[][] MAGIC = {
        ascii("%PDF-"),
        {'P', 'K', 3, 4},
        {'P', 'K', 5, 6},
        {(byte) 0x89, 'P', 'N', 'G'},
        ascii("GIF8"),
        {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
        {0x7F, 'E', 'L', 'F'},
        {0x1F, (byte) 0x8B},
        {(byte) 0xFD, '7', 'z', 'X', 'Z'},
        {'7', 'z', (byte) 0xBC, (byte) 0xAF},
        {(byte) 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD},
        ascii("Rar!"),
        {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE},
        {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0},
        ascii("{\\rtf"),
        ascii("SQLite format 3"),
        ascii("OggS"),
        ascii("wOFF"),
        ascii("wOF2"),
    };

    private final InputStream body;
    private final long limit;
    private final MessageDigest digest = newDigest();
    private final StringBuilder beginning = new StringBuilder();
    private final CharBuffer decoded = CharBuffer.allocate(BUFFER);
    private final ByteBuffer undecoded = ByteBuffer.allocate(BUFFER + 8).flip();
    private byte[] head = new byte[0];
    private int headRead;
    private CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private boolean begun;
    private boolean wide;
    private int toSkip;
    private boolean ended;
    private boolean filled;
    private long size;
    private long characters;
    private long controls;
    private String sha256 = "";

    /**
     * Checks {@code body}.
     *
     * @param limit the most bytes taken
     */
    CheckedText(InputStream body, long limit) {
        this.body = body;
        this.limit = limit;
    }

    /** Bytes; when all have been read. */
    long size() {
        return size;
    }

    /** In hexadecimal. */
    String sha256() {
        return sha256;
    }

    /** What a text of no declared type is taken for, by what stands in it. */
    String likelyType() {
        return Chunker.isLikelyMarkdown(beginning.toString())
                ? DocumentText.MARKDOWN
                : DocumentText.PLAIN;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!begun) {
            begin();
        }
        int read;
        if (headRead < head.length) {
            read = Math.min(length, head.length - headRead);
            System.arraycopy(head, headRead, into, offset, read);
            headRead += read;
        } else {
            read = body.read(into, offset, length);
        }
        if (read > 0) {
            pass(into, offset, read);
        } else if (read < 0 && !ended) {
            end();
        }
        return read;
    }

    private void begin() throws IOException {
        begun = true;
        head = body.readNBytes(HEAD);
        for (byte[] magic : MAGIC) {
            if (begins(head, magic)) {
                throw binary();
            }
        }
        decoder =
                DocumentText.charset(head, head.length)
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        wide = !DocumentText.charset(head, head.length).equals(StandardCharsets.UTF_8);
        toSkip = DocumentText.mark(head, head.length);
        // Most of what is binary is no UTF-8 either: it is better told what it is.
        if (!wide) {
            int found = 0;
            for (byte b : head) {
                if (b == 0) {
                    throw binary();
                }
                found += isControl((char) (b & 0xFF)) ? 1 : 0;
            }
            if (tooMany(found, head.length)) {
                throw binary();
            }
        }
    }

    private void pass(byte[] bytes, int offset, int length) {
        size += length;
        if (size > limit) {
            throw ApiException.of(ErrorCode.DOCUMENT_TOO_LARGE, limit);
        }
        digest.update(bytes, offset, length);
        int at = offset;
        while (at < offset + length) {
            int step = Math.min(BUFFER, offset + length - at);
            undecoded.compact();
            undecoded.put(bytes, at, step);
            undecoded.flip();
            int skipped = Math.min(toSkip, undecoded.remaining());
            undecoded.position(undecoded.position() + skipped);
            toSkip -= skipped;
            decode(false);
            at += step;
        }
    }

    private void decode(boolean last) {
        CoderResult result;
        do {
            result = decoder.decode(undecoded, decoded, last);
            if (result.isUnderflow() && last) {
                result = decoder.flush(decoded);
            }
            decoded.flip();
            look(decoded);
            decoded.clear();
            if (result.isError()) {
                throw ApiException.of(ErrorCode.INVALID_UTF8);
            }
        } while (result.isOverflow());
    }

    private void look(CharBuffer text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw binary();
            }
            controls += isControl(c) ? 1 : 0;
            filled |= !Character.isWhitespace(c) && !Character.isSpaceChar(c) && c != '\uFEFF';
        }
        characters += text.length();
        if (beginning.length() < LIKELY_HEAD) {
            beginning.append(text, 0, Math.min(text.length(), LIKELY_HEAD - beginning.length()));
        }
    }

    private void end() {
        ended = true;
        decode(true);
        if (tooMany(controls, characters)) {
            throw binary();
        }
        if (!filled) {
            throw ApiException.of(ErrorCode.EMPTY_DOCUMENT);
        }
        sha256 = HexFormat.of().formatHex(digest.digest());
    }

    private static boolean tooMany(long controls, long characters) {
        return controls > FEW_CONTROLS && controls * TEXT_PER_CONTROL > characters;
    }

    /** Tabs, line ends, form feeds and escapes of terminals stand in texts. */
    private static boolean isControl(char c) {
        return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B)
                || c == 0x7F;
    }

    private static ApiException binary() {
        return ApiException.of(ErrorCode.BINARY_DOCUMENT);
    }

    private static boolean begins(byte[] bytes, byte[] with) {
        if (bytes.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if (bytes[i] != with[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
