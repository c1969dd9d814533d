package dev.millrace.proof.failover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands on the port of an upstream that died: takes every connection, hears what is wanted, resets
 * it without a word, and writes down when. So it counts what a closed port would not.
 */
final class DeadPort implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final int PATIENCE_MILLIS = 2_000;

    private final ServerSocket socket;
    private final Queue<Knock> knocks = new ConcurrentLinkedQueue<>();

    /**
     * A connection.
     *
     * @param wanted the request's first line; empty when none came
     */
    record Knock(Instant at, String wanted) {

        boolean isCall() {
            return wanted.startsWith("POST ");
        }
    }

    DeadPort(int port) {
        try {
            socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("dead-port").start(this::listen);
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket knocking = socket.accept();
                Instant at = Instant.now();
                Thread.startVirtualThread(() -> hear(knocking, at));
            } catch (IOException e) {
                // Closed: the upstream is back.
                return;
            }
        }
    }

    private void hear(Socket knocking, Instant at) {
        String wanted = "";
        try (knocking) {
            knocking.setSoTimeout(PATIENCE_MILLIS);
            String line =
                    new BufferedReader(
                                    new InputStreamReader(
                                            knocking.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine();
            wanted = line == null ? "" : line;
            // With nothing to wait for, closing is a reset.
            knocking.setSoLinger(true, 0);
        } catch (IOException e) {
            // Whoever knocked has gone.
        } finally {
            knocks.add(new Knock(at, wanted));
        }
    }

    List<Knock> knocks() {
        return List.copyOf(knocks);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
