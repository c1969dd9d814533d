package dev.millrace.embedded;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How an embedded broker runs.
 *
 * @param folder where its log lies; made when missing, kept at close
 * @param port port on the loopback address, 0 for any free one
 * @param fsync whether every record is forced to disk before it is acknowledged (survives power
 *     loss, slow); otherwise it survives the death of the process
 * @param onFailure told once when the broker cannot go on (full disk, fatal error), in one
 *     sentence; Kafka alone would end the process without a word
 */
public record KafkaSettings(Path folder, int port, boolean fsync, Consumer<String> onFailure) {

    /** For tests: any free port, failures become an error on the calling thread's log. */
    public static KafkaSettings at(Path folder) {
        return new KafkaSettings(folder, 0, false, failure -> {});
    }
}
