package dev.millrace.provider.catalog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The catalog of models.
 *
 * @param refresh how often the providers' lists are read again
 */
@ConfigurationProperties("millrace.provider.catalog")
public record CatalogProperties(@DefaultValue("10m") Duration refresh) {}
