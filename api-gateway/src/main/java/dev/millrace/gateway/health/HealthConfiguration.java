package dev.millrace.gateway.health;

import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What the house says of itself, and the log's janitor. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JanitorProperties.class)
@Import(HealthController.class)
public class HealthConfiguration {

    @Bean
    LogPart janitor(Log log, JanitorProperties properties) {
        return log.janitor(properties.intermediate(), properties.replayWindow());
    }
}
