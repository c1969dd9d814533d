package dev.millrace.events.topic;

import dev.millrace.events.Lane;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** A pair of topics, one for each lane: lanes share nothing that fills up. */
public record Laned<V extends SpecificRecord>(Topic<V> interactive, Topic<V> bulk) {

    public Topic<V> of(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> interactive;
            case BULK -> bulk;
        };
    }

    public List<Topic<V>> both() {
        return List.of(interactive, bulk);
    }
}
