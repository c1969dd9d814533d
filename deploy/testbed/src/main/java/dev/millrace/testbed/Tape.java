package dev.millrace.testbed;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogReader;
import dev.millrace.log.Received;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** A topic's records as they come; what was read is not read again. Thread-safe. */
final class Tape<V extends SpecificRecord> {

    private final LogReader reader;
    private final Topic<V> topic;
    private final List<Received<V>> records = new ArrayList<>();
    private final Map<Integer, Long> next = new HashMap<>();

    Tape(LogReader reader, Topic<V> topic) {
        this.reader = reader;
        this.topic = topic;
    }

    /** All up to the ends the partitions have now. */
    synchronized List<Received<V>> records() {
        reader.ends(topic).forEach(this::readTo);
        return List.copyOf(records);
    }

    private void readTo(int partition, long end) {
        long from = next.getOrDefault(partition, 0L);
        if (from < end) {
            // Unreadable records are passed by in silence, those after the end are a bonus.
            next.put(partition, end);
            reader.scan(topic, partition, from, record -> keep(partition, record));
        }
    }

    private boolean keep(int partition, Received<V> record) {
        records.add(record);
        next.merge(partition, record.position().offset() + 1, Math::max);
        return false;
    }
}
