package dev.millrace.gateway.view;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The view of requests.
 *
 * @param sweepEvery how often overdue requests are looked for
 * @param sweepGrace head start of the instance that waits for a request
 * @param sweepAgain when a request that was ended and has not ended yet is ended again
 * @param keep how long ended requests can be asked about
 */
@ConfigurationProperties("millrace.gateway")
public record ViewProperties(
        @DefaultValue("5s") Duration sweepEvery,
        @DefaultValue("15s") Duration sweepGrace,
        @DefaultValue("60s") Duration sweepAgain,
        @DefaultValue("8d") Duration keep) {}
