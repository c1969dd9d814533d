package dev.millrace.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Ports on the loopback address, below those that systems give to outgoing connections (Linux: from
 * 32768, macOS and Windows: from 49152). A server that is started again needs the port it had: out
 * of their range nobody's connection can have taken it meanwhile, nor can a client that knocks at a
 * server which is away be connected to itself.
 */
public final class FreePort {

    private static final int FIRST = 15_000;
    private static final int END = 32_000;

    /** Not from the start: two programs that choose at once would choose the same. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(END - FIRST));

    private FreePort() {}

    /** A port nobody listens on now; and this JVM does not get it twice. */
    public static int any() {
        return row(1);
    }

    /** The first of {@code count} neighbours nobody listens on now. */
    public static int row(int count) {
        for (var tried = 0; tried < END - FIRST; tried += count) {
            var first = FIRST + Math.floorMod(NEXT.getAndAdd(count), END - FIRST - count + 1);
            if (IntStream.range(first, first + count).allMatch(FreePort::isFree)) {
                return first;
            }
        }
        throw new EmbeddedFailure("No free port on the loopback address");
    }

    /** Whether a server could listen on {@code port} now. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
