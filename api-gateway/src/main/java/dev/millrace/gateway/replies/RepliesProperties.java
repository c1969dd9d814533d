package dev.millrace.gateway.replies;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How clients are waited for.
 *
 * @param acknowledgeWithin how long the log may take to acknowledge a request
 * @param abandonAfter how long a request that is not kept runs on after its client left
 * @param keepAlive silence after which a stream says that it is still there
 * @param headersWithin how long a stream's headers wait for a first event, so that an early failure
 *     can still have its own status
 * @param expiryGrace how long the referee may take to confirm that a request has expired
 */
@ConfigurationProperties("millrace.gateway")
public record RepliesProperties(
        @DefaultValue("5s") Duration acknowledgeWithin,
        @DefaultValue("30s") Duration abandonAfter,
        @DefaultValue("10s") Duration keepAlive,
        @DefaultValue("1s") Duration headersWithin,
        @DefaultValue("5s") Duration expiryGrace) {}
