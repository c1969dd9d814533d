package dev.millrace.gateway.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the log keeps what every reader has finished with.
 *
 * @param intermediate for what lies between two stages, and replies: as long as a stream can be
 *     resumed
 * @param replayWindow for requests and results: as long as they can be read by id
 */
@ConfigurationProperties("millrace.log")
public record JanitorProperties(
        @DefaultValue("6h") Duration intermediate, @DefaultValue("7d") Duration replayWindow) {}
