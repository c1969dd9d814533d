package dev.millrace.proof.badinput;

import dev.millrace.proof.knowledge.Answer;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of any length, sent without keeping it, by a client that listens while it sends: usual
 * ones do not hear an answer that comes before they are done.
 */
final class LongUpload {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PIECE = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI gateway;
    private final String key;
    private final String path;
    private final AtomicLong sent = new AtomicLong();

    LongUpload(URI gateway, String key, String path) {
        this.gateway = gateway;
        this.key = key;
        this.path = path;
    }

    /**
     * The same, and not all of it may have been taken before the answer came.
     *
     * @throws IOException also when it was
     */
    Answer sendTooLong(long bytes, boolean saysLength) throws IOException {
        Answer answer = send(bytes, saysLength);
        if (sent.get() >= bytes) {
            throw new IOException("all was taken before it was refused with " + answer);
        }
        return answer;
    }

    /**
     * Sends until an answer comes.
     *
     * @param saysLength whether it says beforehand how long it is
     */
    Answer send(long bytes, boolean saysLength) throws IOException {
        byte[] head = Form.head("long.md").getBytes(StandardCharsets.UTF_8);
        byte[] tail = Form.tail().getBytes(StandardCharsets.UTF_8);
        long length = head.length + bytes + tail.length;
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), PIECE + 64);
            out.write(
                    ("POST "
                                    + path
                                    + " HTTP/1.1\r\nhost: "
                                    + gateway.getAuthority()
                                    + "\r\nauthorization: Bearer "
                                    + key
                                    + "\r\ncontent-type: "
                                    + Form.TYPE
                                    + "\r\n"
                                    + (saysLength
                                            ? "content-length: " + length
                                            : "transfer-encoding: chunked")
                                    + "\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            var _ =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    write(out, head, saysLength);
                                    writeText(out, bytes, saysLength);
                                    write(out, tail, saysLength);
                                    if (!saysLength) {
                                        out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                                    }
                                    out.flush();
                                } catch (IOException refused) {
                                    // Whoever refuses closes: the answer says why.
                                    return;
                                }
                            });
            return answer(socket.getInputStream());
        }
    }

    private void writeText(OutputStream out, long bytes, boolean plain) throws IOException {
        byte[] piece = new byte[PIECE];
        Arrays.fill(piece, (byte) 'w');
        for (int i = 7; i < PIECE; i += 8) {
            piece[i] = ' ';
        }
        for (long left = bytes; left > 0; left -= PIECE) {
            write(out, left >= PIECE ? piece : Arrays.copyOf(piece, (int) left), plain);
        }
    }

    private void write(OutputStream out, byte[] bytes, boolean plain) throws IOException {
        if (!plain) {
            out.write(
                    (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        out.write(bytes);
        if (!plain) {
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        sent.addAndGet(bytes.length);
    }

    /** Reads as far as an error's body needs. */
    private static Answer answer(InputStream in) throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (true) {
            int read;
            try {
                read = in.read(buffer);
            } catch (IOException e) {
                throw new IOException("the answer broke off after: " + seen, e);
            }
            if (read > 0) {
                seen.write(buffer, 0, read);
            }
            String text = seen.toString(StandardCharsets.UTF_8);
            if (read < 0 || isWhole(text)) {
                return parse(text);
            }
        }
    }

    private static boolean isWhole(String text) {
        int body = text.indexOf("\r\n\r\n");
        if (body < 0) {
            return false;
        }
        String head = text.substring(0, body).toLowerCase(Locale.ROOT);
        int said = head.indexOf("content-length:");
        if (said < 0) {
            return text.endsWith("\r\n0\r\n\r\n");
        }
        String rest = head.substring(said + "content-length:".length());
        int line = rest.indexOf('\r');
        int length = Integer.parseInt((line < 0 ? rest : rest.substring(0, line)).strip());
        byte[] bytes = text.substring(body + 4).getBytes(StandardCharsets.UTF_8);
        return bytes.length >= length;
    }

    private static Answer parse(String text) throws IOException {
        int begin = text.indexOf("\r\n\r\n");
        int brace = begin < 0 ? -1 : text.indexOf('{', begin);
        int end = text.lastIndexOf('}');
        if (!text.startsWith("HTTP/1.1 ") || brace < 0 || end < brace) {
            throw new IOException("no answer but: " + text);
        }
        return new Answer(
                Integer.parseInt(text.substring(9, 12)),
                JSON.readTree(text.substring(brace, end + 1)));
    }
}
