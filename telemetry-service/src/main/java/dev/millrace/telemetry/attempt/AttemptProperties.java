package dev.millrace.telemetry.attempt;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When an attempt counts as lost.
 *
 * @param lostAfter how long after its start an attempt without an end is given up; longer than any
 *     call to a provider may take
 * @param sweep pause between looks
 */
@ConfigurationProperties("millrace.telemetry.attempts")
record AttemptProperties(
        @DefaultValue("1h") Duration lostAfter, @DefaultValue("1m") Duration sweep) {}
