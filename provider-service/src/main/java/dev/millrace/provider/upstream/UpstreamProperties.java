package dev.millrace.provider.upstream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How patient calls to providers are; see {@link Patience}.
 *
 * @param answerLimit a record ends at 16 MiB, and an answer is not alone in it
 */
@ConfigurationProperties("millrace.provider.upstream")
public record UpstreamProperties(
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("120s") Duration firstTokenTimeout,
        @DefaultValue("60s") Duration idleTimeout,
        @DefaultValue("15MB") DataSize answerLimit) {

    Patience patience() {
        return new Patience(
                connectTimeout, firstTokenTimeout, idleTimeout, (int) answerLimit.toBytes());
    }
}
