package dev.millrace.standalone.supply;

/** Where the log is. */
public interface Broker extends AutoCloseable {

    /** host:port list for Kafka clients. */
    String bootstrapServers();

    @Override
    void close();
}
