package dev.millrace.log.publish;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.Position;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes records: `acks=all`, idempotent, the current trace in the headers. Futures complete when
 * the log has acknowledged, on the producer's thread: dependants must not block. Failures: {@link
 * NotAcknowledged} when the log did not answer in time (the record may or may not be there), {@link
 * TooLarge} when the record would not fit. A service that the topic table does not let write gets
 * an {@link IllegalArgumentException}.
 */
public interface Publisher {

    /** Publishes under {@code key}, whose hash picks the partition. */
    <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, String key, V record);

    /** Publishes to a chosen partition. */
    <V extends SpecificRecord> CompletableFuture<Position> publish(
            Topic<? super V> topic, int partition, String key, V record);

    /** Withdraws a key of a compacted topic. */
    CompletableFuture<Position> withdraw(Topic<?> topic, String key);

    /** The log did not acknowledge in time. */
    final class NotAcknowledged extends RuntimeException {
        public NotAcknowledged(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The record is larger than the log takes (16 MiB). */
    final class TooLarge extends RuntimeException {
        public TooLarge(String message) {
            super(message);
        }
    }
}
