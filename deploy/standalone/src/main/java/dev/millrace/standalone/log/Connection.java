package dev.millrace.standalone.log;

import dev.millrace.events.topic.Service;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.LogSettings;
import dev.millrace.standalone.Refusal;
import dev.millrace.standalone.place.RunFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** How the command line reaches the log of a product that runs. */
final class Connection {

    private Connection() {}

    /** To {@code MILLRACE_KAFKA} where it is set, else to the broker of the run in this folder. */
    static KafkaClients open(Path data, Map<String, String> environment) {
        var given = environment.getOrDefault("MILLRACE_KAFKA", "");
        var servers = given.isBlank() ? running(data) : given;
        return new KafkaClients(
                new LogSettings(
                        servers, Service.OPERATOR, OptionalInt.empty(), Map.of(), failure -> {}));
    }

    private static String running(Path data) {
        var broker = RunFile.in(data).read().get("kafka");
        if (broker == null || broker.process().isEmpty()) {
            throw new Refusal(
                    "Millrace does not run on the data folder %s: start it with ./millrace up, or set MILLRACE_KAFKA"
                            .formatted(data.toAbsolutePath().normalize()));
        }
        return "127.0.0.1:" + broker.port();
    }
}
