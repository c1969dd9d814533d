package dev.millrace.provider.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The server's side of one connection. */
public final class Connection {

    private final Socket socket;
    private final OutputStream out;
    private final String streamType;

    Connection(Socket socket, String streamType) throws IOException {
        this.socket = socket;
        this.streamType = streamType;
        this.out = socket.getOutputStream();
    }

    public void head(int status, String contentType, String framing, String... headers)
            throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
        head.append("content-type: ").append(contentType).append("\r\n");
        head.append(framing).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of a stream, in the media type of this upstream's streams. */
    public void streamHead() throws IOException {
        head(200, streamType, "transfer-encoding: chunked");
    }

    public void chunk(String text) throws IOException {
        chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    public void chunk(byte[] bytes) throws IOException {
        write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        write(bytes);
        write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    public void lastChunk() throws IOException {
        write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public void drop() throws IOException {
        socket.close();
    }

    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Returns when the client has closed its side: how an upstream learns of a cancel. */
    public void awaitClientGone() throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // Nothing more is expected.
        }
    }
}
