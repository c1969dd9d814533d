package dev.millrace.store.outbox;

import dev.millrace.events.topic.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Announcements that belong to a database transaction: published after it commits, at least once,
 * in order of their key.
 */
public interface Outbox {

    /** Adds a record in the current transaction. */
    <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record);

    /** Adds a withdrawal of a key of a compacted topic. */
    void withdraw(Topic<?> topic, String key);

    /** Encodes records for the outbox table and decodes nothing: null stands for a withdrawal. */
    @FunctionalInterface
    interface Encoder {
        byte @Nullable [] encode(@Nullable SpecificRecord record);
    }
}
