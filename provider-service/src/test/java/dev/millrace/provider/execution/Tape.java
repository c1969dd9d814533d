package dev.millrace.provider.execution;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.LogReader;
import dev.millrace.log.Received;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Everything that lies on a topic now. */
final class Tape {

    private final LogReader reader;

    Tape(LogReader reader) {
        this.reader = reader;
    }

    <V extends SpecificRecord> List<Received<V>> all(Topic<V> topic) {
        List<Received<V>> all = new ArrayList<>();
        reader.ends(topic)
                .forEach(
                        (partition, end) -> {
                            if (end > 0) {
                                reader.scan(
                                        topic,
                                        partition,
                                        0,
                                        record -> {
                                            all.add(record);
                                            return false;
                                        });
                            }
                        });
        return all;
    }

    <V extends SpecificRecord, R extends V> List<R> of(Topic<V> topic, Class<R> type) {
        return all(topic).stream()
                .map(Received::value)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
