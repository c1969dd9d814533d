package dev.millrace.provider.batching;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How embedding requests share calls.
 *
 * @param bulk how long a bulk request waits for others; zero shares none
 * @param interactive how long one that someone waits for does while another call is under way
 * @param mixTenants requests of different tenants may share a call
 */
@ConfigurationProperties("millrace.provider.batching")
public record BatchingProperties(
        @DefaultValue("5ms") Duration bulk,
        @DefaultValue("2ms") Duration interactive,
        @DefaultValue("false") boolean mixTenants) {}
