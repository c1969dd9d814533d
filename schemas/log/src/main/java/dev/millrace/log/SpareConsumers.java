package dev.millrace.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Consumers for single records, kept for the next read: making and connecting one takes longer than
 * the read. Thread-safe; each is lent to one thread at a time.
 */
final class SpareConsumers implements AutoCloseable {

    private static final int MOST = 4;

    private final KafkaClients clients;
    private final BlockingQueue<Consumer<byte[], byte[]>> spare = new ArrayBlockingQueue<>(MOST);
    private volatile boolean closed;

    SpareConsumers(KafkaClients clients) {
        this.clients = clients;
    }

    /** A consumer that failed at its work is not used again. */
    <R> R with(Function<Consumer<byte[], byte[]>, R> work) {
        Consumer<byte[], byte[]> kept = spare.poll();
        Consumer<byte[], byte[]> consumer = kept == null ? clients.single() : kept;
        boolean good = false;
        try {
            R result = work.apply(consumer);
            consumer.assign(List.of());
            good = true;
            return result;
        } finally {
            if (!good || !spare.offer(consumer)) {
                close(consumer);
            }
            if (closed) {
                close();
            }
        }
    }

    private static void close(Consumer<byte[], byte[]> consumer) {
        // It is in no group and has nothing to say goodbye for.
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    @Override
    public void close() {
        closed = true;
        for (var next = spare.poll(); next != null; next = spare.poll()) {
            close(next);
        }
    }
}
