package dev.millrace.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Consumers for single records, kept for the next read: to make one and to connect it takes twenty
 * times as long as the read. Thread-safe; each is lent to one thread at a time.
 */
final class SparePickers implements AutoCloseable {

    private static final int MOST = 4;

    private final KafkaClients clients;
    private final BlockingQueue<Consumer<byte[], byte[]>> spare = new ArrayBlockingQueue<>(MOST);
    private volatile boolean closed;

    SparePickers(KafkaClients clients) {
        this.clients = clients;
    }

    /** A consumer that failed at its work is not used again. */
    <R> R with(Function<Consumer<byte[], byte[]>, R> work) {
        Consumer<byte[], byte[]> kept = spare.poll();
        Consumer<byte[], byte[]> picker = kept == null ? clients.picker() : kept;
        boolean good = false;
        try {
            R result = work.apply(picker);
            picker.assign(List.of());
            good = true;
            return result;
        } finally {
            if (!good || !spare.offer(picker)) {
                close(picker);
            }
            if (closed) {
                close();
            }
        }
    }

    private static void close(Consumer<byte[], byte[]> picker) {
        // It is in no group and has nothing to say goodbye for.
        picker.close(CloseOptions.timeout(Duration.ZERO));
    }

    @Override
    public void close() {
        closed = true;
        for (var next = spare.poll(); next != null; next = spare.poll()) {
            close(next);
        }
    }
}
