package dev.millrace.provider.simulator;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The simulator's pace.
 *
 * @param wordDelay before each word; zero answers at once
 */
@ConfigurationProperties("millrace.provider.simulator")
public record SimulatorProperties(@DefaultValue("5ms") Duration wordDelay) {}
