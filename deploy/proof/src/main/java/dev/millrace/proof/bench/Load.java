package dev.millrace.proof.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;

/**
 * A closed loop of connections that costs little: one thread, no objects per request beyond the
 * text. Measures the whole answer and, for streams, the first `data:` line. Run as a process of its
 * own: {@code Load PORT PATH KEY MODEL CONNECTIONS SECONDS plain|stream}; prints one line that
 * {@link Measured#parse} reads.
 */
public final class Load {

    private final int connections;
    private final boolean stream;
    private final String head;
    private final String model;
    private final InetSocketAddress address;
    private final Samples whole = new Samples();
    private final Samples first = new Samples();
    private final long seed = System.nanoTime();
    private long sent;
    private long failed;

    Load(
            InetSocketAddress address,
            String path,
            String key,
            String model,
            int connections,
            boolean stream) {
        this.address = address;
        this.connections = connections;
        this.stream = stream;
        this.model = model;
        this.head =
                "POST "
                        + path
                        + " HTTP/1.1\r\nhost: "
                        + address.getHostString()
                        + ":"
                        + address.getPort()
                        + "\r\ncontent-type: application/json\r\nauthorization: Bearer "
                        + key
                        + "\r\ncontent-length: ";
    }

    public static void main(String[] args) throws IOException {
        Load load =
                new Load(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
                        args[1],
                        args[2],
                        args[3],
                        Integer.parseInt(args[4]),
                        args[6].equals("stream"));
        System.out.println(load.run(Integer.parseInt(args[5])).line());
    }

    Measured run(int seconds) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                new Peer().connect(selector);
            }
            long start = System.nanoTime();
            long end = start + seconds * 1_000_000_000L;
            while (System.nanoTime() < end) {
                selector.select(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    ((Peer) requireNonNull(key.attachment())).ready(key, selector);
                }
            }
            double elapsed = (System.nanoTime() - start) / 1e9;
            selector.keys().forEach(key -> close(key.channel()));
            return new Measured(
                    whole.count / elapsed,
                    whole.percentile(0.50),
                    whole.percentile(0.99),
                    first.percentile(0.50),
                    first.percentile(0.99),
                    whole.count,
                    failed);
        }
    }

    private static void close(java.nio.channels.Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is being thrown away.
        }
    }

    private final class Peer {
        private ByteBuffer in = ByteBuffer.allocate(32 * 1024);
        private long began;
        private boolean firstSeen;

        void connect(Selector selector) throws IOException {
            SocketChannel channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            send(channel);
        }

        void ready(SelectionKey key, Selector selector) throws IOException {
            SocketChannel channel = (SocketChannel) key.channel();
            int n;
            try {
                n = channel.read(in);
            } catch (IOException e) {
                n = -1;
            }
            if (n < 0) {
                failed++;
                channel.close();
                new Peer().connect(selector);
                return;
            }
            if (!in.hasRemaining()) {
                ByteBuffer larger = ByteBuffer.allocate(in.capacity() * 4);
                larger.put(in.flip());
                in = larger;
            }
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int headEnd = text.indexOf("\r\n\r\n");
            if (headEnd < 0) {
                return;
            }
            if (stream && !firstSeen && text.indexOf("data:", headEnd) > 0) {
                firstSeen = true;
                first.add(System.nanoTime() - began);
            }
            if (Wire.bodyEnd(text, headEnd) < 0) {
                return;
            }
            boolean good =
                    text.startsWith("HTTP/1.1 200") && (!stream || text.contains("data: [DONE]"));
            if (good) {
                whole.add(System.nanoTime() - began);
            } else {
                failed++;
            }
            in.clear();
            send(channel);
        }

        private void send(SocketChannel channel) throws IOException {
            String body =
                    "{\"model\":\""
                            + model
                            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"question "
                            + seed
                            + "-"
                            + sent++
                            + "\"}]"
                            + (stream ? ",\"stream\":true" : "")
                            + "}";
            ByteBuffer out =
                    ByteBuffer.wrap(
                            (head + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            firstSeen = false;
            began = System.nanoTime();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }

    /** Nanoseconds, all of them kept: ten seconds at ten thousand a second is under a megabyte. */
    private static final class Samples {
        private long[] nanos = new long[1 << 16];
        private int count;

        void add(long value) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = value;
        }

        double percentile(double p) {
            if (count == 0) {
                return Double.NaN;
            }
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return sorted[(int) Math.min(count - 1, Math.floor(p * count))] / 1e6;
        }
    }
}
