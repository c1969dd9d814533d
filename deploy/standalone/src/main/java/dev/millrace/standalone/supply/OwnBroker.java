package dev.millrace.standalone.supply;

import dev.millrace.embedded.EmbeddedKafka;
import dev.millrace.embedded.FreePort;
import dev.millrace.embedded.KafkaSettings;
import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.place.RunFile;

/** A broker in this JVM, started again when it fails, always on the same port. */
public final class OwnBroker implements Broker {

    private final int port = FreePort.any();
    private final Revived<EmbeddedKafka> kafka;

    public OwnBroker(Place place, RunFile run, boolean fsync) {
        this.kafka =
                new Revived<>(
                        "The broker",
                        died ->
                                EmbeddedKafka.start(
                                        new KafkaSettings(place.kafka(), port, fsync, died)),
                        started ->
                                run.put("kafka", RunFile.Entry.of(ProcessHandle.current(), port)));
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        kafka.close();
    }
}
