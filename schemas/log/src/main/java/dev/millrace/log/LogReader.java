package dev.millrace.log;

import dev.millrace.events.topic.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads the log at a place, outside any group. Not for the interactive way: a call asks the broker,
 * some of them with a client of their own.
 */
public interface LogReader {

    /** The record at a position; empty when it was trimmed. */
    <V extends SpecificRecord> Optional<Received<V>> read(
            Topic<V> topic, int partition, long offset);

    /** End offsets of every partition, now. */
    Map<Integer, Long> ends(Topic<?> topic);

    /**
     * Waits until a group of this service has handled everything that the topic held at the call:
     * records that were buried count as handled.
     *
     * @param group short name; see {@link Log#stage}
     * @return false when that took longer than {@code patience}
     */
    boolean awaitHandled(String group, Topic<?> topic, Duration patience);

    /**
     * Reads a partition from {@code from} (or the first record kept) towards the end it had at the
     * call, until {@code until} says stop.
     */
    <V extends SpecificRecord> void scan(
            Topic<V> topic, int partition, long from, Predicate<Received<V>> until);

    /** How long a read may take before it fails. */
    Duration timeout();
}
