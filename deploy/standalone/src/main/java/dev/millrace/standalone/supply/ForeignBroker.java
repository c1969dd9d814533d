package dev.millrace.standalone.supply;

import java.util.OptionalInt;

/** A cluster that somebody else runs, from {@code MILLRACE_KAFKA}. */
public record ForeignBroker(String bootstrapServers) implements Broker {

    @Override
    public OptionalInt partitions() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {}
}
