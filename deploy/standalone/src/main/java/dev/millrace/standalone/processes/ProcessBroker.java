package dev.millrace.standalone.processes;

import dev.millrace.embedded.FreePort;
import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.place.RunFile;
import dev.millrace.standalone.supply.Broker;
import java.util.List;
import java.util.Map;

/** The embedded broker in a JVM of its own. */
public final class ProcessBroker implements Broker {

    private static final int HEAP_MEBIBYTES = 512;

    private final int port = FreePort.any();
    private final Child child;

    public ProcessBroker(
            Place place,
            RunFile run,
            boolean fsync,
            Map<String, String> environment,
            StartCaches caches) {
        var command =
                Jvm.command(
                        HEAP_MEBIBYTES,
                        caches.options("kafka"),
                        ClassPaths.ofThisJvm().whole(),
                        BrokerProcess.class.getName(),
                        List.of(
                                place.kafka().toString(),
                                Integer.toString(port),
                                Boolean.toString(fsync),
                                place.logs().resolve("kafka.log").toString()));
        this.child =
                new Child(
                        new ChildSpec(
                                "kafka",
                                command,
                                new Environments(environment).plain(),
                                port,
                                ServiceProcesses.output(place.logs(), "kafka")),
                        run,
                        caches.patience());
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        child.close();
    }
}
