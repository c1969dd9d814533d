package dev.millrace.standalone.supply;

import java.util.OptionalInt;

/** Where the log is. */
public interface Broker extends AutoCloseable {

    /** host:port list for Kafka clients. */
    String bootstrapServers();

    /**
     * How many partitions the topics of work get: on one machine more than a few cost only time.
     * Empty: what the services are configured for.
     */
    default OptionalInt partitions() {
        return OptionalInt.of(2);
    }

    @Override
    void close();
}
