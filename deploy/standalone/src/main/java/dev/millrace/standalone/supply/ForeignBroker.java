package dev.millrace.standalone.supply;

/** A cluster that somebody else runs, from {@code MILLRACE_KAFKA}. */
public record ForeignBroker(String bootstrapServers) implements Broker {

    @Override
    public void close() {}
}
