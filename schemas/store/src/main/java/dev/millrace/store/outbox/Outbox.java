package dev.millrace.store.outbox;

import dev.millrace.events.topic.Topic;
import org.apache.avro.specific.SpecificRecord;

/**
 * Announcements that belong to a database transaction: published after it commits, at least once,
 * in order of their key. Outside a transaction both methods throw {@link IllegalStateException}.
 */
public interface Outbox {

    /** Adds a record in the current transaction. */
    <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record);

    /** Adds a withdrawal of a key of a compacted topic. */
    void withdraw(Topic<?> topic, String key);
}
