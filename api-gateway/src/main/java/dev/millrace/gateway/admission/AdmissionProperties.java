package dev.millrace.gateway.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is let in.
 *
 * @param inline bodies larger than this lie in the content store, not in the record
 * @param deadline how long an interactive request may take when it says nothing
 * @param longestDeadline the most an interactive request may ask for
 * @param leastFree free disk below which nothing is accepted, if this is more than leastFreePercent
 * @param leastFreePercent the same as a share of the disk
 */
@ConfigurationProperties("millrace.gateway")
public record AdmissionProperties(
        @DefaultValue("1MB") DataSize inline,
        @DefaultValue("10m") Duration deadline,
        @DefaultValue("1h") Duration longestDeadline,
        @DefaultValue("2GB") DataSize leastFree,
        @DefaultValue("5") int leastFreePercent) {}
