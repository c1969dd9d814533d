package dev.millrace.events.topic;

import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic and everything that holds for it.
 *
 * @param <V> the record, or the common supertype where a topic carries several
 * @param name full name, prefix included
 * @param records the record classes that may stand on it
 * @param keyed what its keys are
 * @param partitions number of partitions; never changed once the topic is there. Of a topic in
 *     {@link Topics#work()} the deployment may choose another at creation
 * @param keep how long finished records stay
 * @param writers the services that may write
 * @param readers the services that may read
 * @param awaited readers whose consumer groups must have finished with a record before it is
 *     trimmed; with none, age alone decides
 */
public record Topic<V extends SpecificRecord>(
        String name,
        Set<Class<? extends V>> records,
        Keyed keyed,
        int partitions,
        Keep keep,
        Set<Service> writers,
        Set<Service> readers,
        Set<Service> awaited) {}
