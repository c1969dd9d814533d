package dev.millrace.log;

import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How one instance of a service reaches the log.
 *
 * @param bootstrapServers host:port list of the Kafka cluster
 * @param service who writes and reads
 * @param ordinal this instance's stable number among its service's instances, from 0; empty where
 *     there is none (then its consumers have no static membership)
 * @param partitions how many partitions the topics of work get where this instance makes them
 * @param security further client settings (TLS, SASL), passed to every client
 * @param onFatal told when a consumer cannot go on; the default ends the process, because a stage
 *     that stands still while it looks healthy is worse
 */
public record LogSettings(
        String bootstrapServers,
        Service service,
        OptionalInt ordinal,
        int partitions,
        Map<String, String> security,
        Consumer<Throwable> onFatal) {

    /** With as many partitions as the topic table says. */
    public LogSettings(
            String bootstrapServers,
            Service service,
            OptionalInt ordinal,
            Map<String, String> security,
            Consumer<Throwable> onFatal) {
        this(bootstrapServers, service, ordinal, Topics.WORK_PARTITIONS, security, onFatal);
    }
}
