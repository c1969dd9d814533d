package dev.millrace.provider.registry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The providers that operators set up.
 *
 * @param refresh how often the providers' lists are read again
 */
@ConfigurationProperties("millrace.provider.registry")
public record RegistryProperties(@DefaultValue("10m") Duration refresh) {}
