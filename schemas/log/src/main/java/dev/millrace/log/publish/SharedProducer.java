package dev.millrace.log.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * A share in a producer of this process. Services that run in one process and reach one cluster in
 * the same way write through the same producer of a pace: what several stages publish in one moment
 * then travels in one request, and that is less work for both sides than a request for each. Lanes
 * still share none, because each pace has its own. The last share that is closed closes the
 * producer.
 */
public final class SharedProducer implements AutoCloseable {

    /**
     * What producers must have in common to be one.
     *
     * @param bootstrapServers the cluster
     * @param security how it is reached, and as whom
     */
    public record Key(String bootstrapServers, Map<String, String> security, Pace pace) {}

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final Map<Key, Owned> OPEN = new HashMap<>();

    private final Key key;
    private final Owned owned;
    private volatile boolean closed;

    private SharedProducer(Key key, Owned owned) {
        this.key = key;
        this.owned = owned;
    }

    /** A share in the producer of this key; the first one makes it. */
    public static SharedProducer of(Key key, Supplier<Producer<byte[], byte[]>> make) {
        synchronized (OPEN) {
            Owned owned = OPEN.computeIfAbsent(key, _ -> new Owned(make.get()));
            owned.shares++;
            return new SharedProducer(key, owned);
        }
    }

    /**
     * The producer.
     *
     * @throws IllegalStateException when this share was closed
     */
    Producer<byte[], byte[]> get() {
        if (closed) {
            throw new IllegalStateException("The publisher is closed");
        }
        return owned.producer;
    }

    /** The last one writes what is under way, for at most 5 s. */
    @Override
    public void close() {
        synchronized (OPEN) {
            if (closed) {
                return;
            }
            closed = true;
            owned.shares--;
            if (owned.shares > 0) {
                return;
            }
            OPEN.remove(key);
        }
        owned.producer.close(CLOSE_LIMIT);
    }

    /** A producer and how many hold a share in it. */
    private static final class Owned {

        private final Producer<byte[], byte[]> producer;
        private int shares;

        Owned(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }
    }
}
