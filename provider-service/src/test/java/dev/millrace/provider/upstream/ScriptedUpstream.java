package dev.millrace.provider.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on a raw socket that answers each request with the next reply of its script,
 * or with its usual reply when the script is at its end. Connections stay open between requests
 * unless a reply drops them.
 */
public final class ScriptedUpstream implements AutoCloseable {

    private final ServerSocket server;
    private final Thread accepting;
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final List<Seen> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile String streamType = "text/event-stream";
    private volatile Reply usual = Reply.error(500, "{\"error\":{\"message\":\"no script\"}}");

    public ScriptedUpstream() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = Thread.ofVirtual().name("scripted-upstream").start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** Adds replies to the script. */
    public ScriptedUpstream then(Reply... replies) {
        script.addAll(List.of(replies));
        return this;
    }

    /** What is answered when the script has nothing. */
    public ScriptedUpstream usually(Reply reply) {
        usual = reply;
        return this;
    }

    /** The media type of its streams from now on, by connection. */
    public ScriptedUpstream streaming(String contentType) {
        streamType = contentType;
        return this;
    }

    /** What came, in order. */
    public List<Seen> requests() {
        return requests;
    }

    /** Connections taken since the start. */
    public int connections() {
        return sockets.size();
    }

    /** Connections that neither side has given up. */
    public int open() {
        return open.get();
    }

    public void forget() {
        requests.clear();
        script.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (server.isClosed()) {
                    // It came between the close and the end of this wait.
                    socket.close();
                    return;
                }
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread.ofVirtual().name("scripted-connection").start(() -> serve(socket));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        open.incrementAndGet();
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Connection connection = new Connection(socket, streamType);
            for (Seen seen = read(in); seen != null; seen = read(in)) {
                requests.add(seen);
                Reply reply = script.poll();
                (reply != null ? reply : usual).send(connection, seen);
            }
        } catch (IOException _) {
            // The client has gone, or the script says so.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
    }

    private static @org.jspecify.annotations.Nullable Seen read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            return null; // The client left before it had asked anything.
        }
        int space = first.indexOf(' ');
        String method = first.substring(0, space);
        String path = first.substring(space + 1, first.indexOf(' ', space + 1));
        return new Seen(method, path, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
            accepting.join();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
