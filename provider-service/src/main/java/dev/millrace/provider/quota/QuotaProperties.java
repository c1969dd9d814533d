package dev.millrace.provider.quota;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits on calls in flight of one instance.
 *
 * @param interactive for each provider, for requests someone waits for
 * @param bulk for each provider, for bulk work, before it shrinks
 * @param window how often bulk's share is decided anew
 */
@ConfigurationProperties("millrace.provider.quota")
public record QuotaProperties(
        @DefaultValue("1024") int interactive,
        @DefaultValue("64") int bulk,
        @DefaultValue("1s") Duration window) {

    public QuotaProperties {
        if (interactive < 1 || bulk < 1) {
            throw new IllegalArgumentException("millrace.provider.quota: limits are at least 1");
        }
    }
}
