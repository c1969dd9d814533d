package dev.millrace.boot;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What every service needs to know.
 *
 * @param kafka host:port list of the cluster
 * @param kafkaClient further settings of every Kafka client (TLS, SASL), by Kafka's own names
 * @param partitions how many partitions the topics of work get when they are made: as many
 *     instances of a service can share them, and each costs something on every hop
 * @param data folder on this machine; bodies too large for a record lie in its folder `content`
 * @param maxBody the largest HTTP body taken
 * @param maxContent the largest body the content store takes
 */
@ConfigurationProperties("millrace")
public record MillraceProperties(
        @DefaultValue("127.0.0.1:9092") String kafka,
        @DefaultValue Map<String, String> kafkaClient,
        @DefaultValue("6") int partitions,
        @DefaultValue(".millrace") Path data,
        @DefaultValue Instance instance,
        @DefaultValue("50MB") DataSize maxBody,
        @DefaultValue("512MB") DataSize maxContent) {

    /**
     * This instance among those of its service.
     *
     * @param ordinal a stable number from 0, if it has one: with it a restarted instance gets its
     *     partitions back at once
     */
    public record Instance(@Nullable Integer ordinal) {}
}
