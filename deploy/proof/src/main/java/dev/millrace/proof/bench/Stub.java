package dev.millrace.proof.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-shaped upstream for measurements: answers each POST after a fixed delay, or streams 20
 * words over it. One thread and prepared bytes, because whatever it spends is taken from the two
 * cores that are measured. Run as a process of its own: {@code Stub PORT DELAY_MILLIS}.
 */
public final class Stub {

    static final int WORDS = 20;

    private static final byte[] ANSWER =
            http(
                    "application/json",
                    "{\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"stub-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"The answer is forty-two, as ever.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":9,\"total_tokens\":21}}");
    private static final byte[] MODELS =
            http(
                    "application/json",
                    "{\"object\":\"list\",\"data\":[{\"id\":\"stub-1\",\"object\":\"model\",\"created\":1,\"owned_by\":\"stub\"}]}");
    private static final byte[] STREAM_HEAD =
            ascii(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
    private static final byte[][] STREAM_WORDS = new byte[WORDS][];
    private static final byte[] STREAM_END =
            ascii(
                    chunked(
                                    event(
                                                    "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]",
                                                    "")
                                            + event(
                                                    "[]",
                                                    ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":20,\"total_tokens\":32}")
                                            + "data: [DONE]\n\n")
                            + "0\r\n\r\n");

    static {
        for (int i = 0; i < WORDS; i++) {
            String role = i == 0 ? "\"role\":\"assistant\"," : "";
            STREAM_WORDS[i] =
                    ascii(
                            chunked(
                                    event(
                                            "[{\"index\":0,\"delta\":{"
                                                    + role
                                                    + "\"content\":\"w"
                                                    + i
                                                    + " \"},\"finish_reason\":null}]",
                                            "")));
        }
    }

    private final Selector selector;
    private final ServerSocketChannel server;
    private final long delayNanos;

    /** Two queues because each holds one fixed delay: the head is always the next due. */
    private final ArrayDeque<Due> answers = new ArrayDeque<>();

    private final ArrayDeque<Due> words = new ArrayDeque<>();

    private record Due(Peer peer, long at) {}

    Stub(int port, int delayMillis) throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        delayNanos = delayMillis * 1_000_000L;
    }

    public static void main(String[] args) throws IOException {
        new Stub(Integer.parseInt(args[0]), Integer.parseInt(args[1])).run();
    }

    private void run() throws IOException {
        while (true) {
            selector.select(untilNextDue());
            Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
            while (keys.hasNext()) {
                SelectionKey key = keys.next();
                keys.remove();
                if (key.isAcceptable()) {
                    accept();
                } else {
                    ((Peer) requireNonNull(key.attachment())).read();
                }
            }
            fire(answers);
            fire(words);
        }
    }

    /** Milliseconds, at least 1: 0 would wait for ever. */
    private long untilNextDue() {
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (Due head : new @Nullable Due[] {answers.peek(), words.peek()}) {
            if (head != null) {
                next = Math.min(next, head.at - now);
            }
        }
        return next == Long.MAX_VALUE ? 0 : Math.max(1, next / 1_000_000);
    }

    private void fire(ArrayDeque<Due> queue) {
        long now = System.nanoTime();
        while (!queue.isEmpty() && queue.getFirst().at <= now) {
            queue.removeFirst().peer.due();
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Peer(channel));
        }
    }

    /** One connection. */
    private final class Peer {
        private final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(16 * 1024);
        private boolean streaming;
        private int word;

        Peer(SocketChannel channel) {
            this.channel = channel;
        }

        void read() throws IOException {
            try {
                int n = channel.read(in);
                if (n < 0) {
                    channel.close();
                    return;
                }
            } catch (IOException e) {
                channel.close();
                return;
            }
            if (!in.hasRemaining()) {
                ByteBuffer larger = ByteBuffer.allocate(in.capacity() * 4);
                larger.put(in.flip());
                in = larger;
            }
            String request = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int end = Wire.requestEnd(request);
            if (end < 0) {
                return;
            }
            in.clear();
            if (request.startsWith("GET")) {
                write(MODELS);
            } else if (request.contains("\"stream\":true")
                    || request.contains("\"stream\": true")) {
                streaming = true;
                word = 0;
                write(STREAM_HEAD);
                words.add(new Due(this, System.nanoTime() + delayNanos / WORDS));
            } else {
                streaming = false;
                answers.add(new Due(this, System.nanoTime() + delayNanos));
            }
        }

        void due() {
            if (!streaming) {
                write(ANSWER);
            } else if (word < WORDS) {
                write(STREAM_WORDS[word++]);
                words.add(new Due(this, System.nanoTime() + delayNanos / WORDS));
            } else {
                write(STREAM_END);
            }
        }

        private void write(byte[] bytes) {
            ByteBuffer out = ByteBuffer.wrap(bytes);
            try {
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException e) {
                // The caller left: its channel is closed when the selector sees it.
            }
        }
    }

    private static String event(String choices, String more) {
        return "data: {\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub-1\",\"choices\":"
                + choices
                + more
                + "}\n\n";
    }

    private static String chunked(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static byte[] http(String type, String body) {
        return ascii(
                "HTTP/1.1 200 OK\r\ncontent-type: "
                        + type
                        + "\r\ncontent-length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
