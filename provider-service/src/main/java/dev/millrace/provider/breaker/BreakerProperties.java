package dev.millrace.provider.breaker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a model is left alone.
 *
 * @param window how far back calls count; at least one second
 * @param calls fewer within the window say nothing
 * @param failurePercent so many of them must have failed
 * @param pause between two probes
 */
@ConfigurationProperties("millrace.provider.breaker")
public record BreakerProperties(
        @DefaultValue("10s") Duration window,
        @DefaultValue("10") int calls,
        @DefaultValue("50") int failurePercent,
        @DefaultValue("1s") Duration pause) {}
