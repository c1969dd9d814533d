package dev.millrace.boot;

import dev.millrace.boot.access.AccessConfiguration;
import dev.millrace.boot.content.ContentConfiguration;
import dev.millrace.boot.database.DatabaseConfiguration;
import dev.millrace.boot.http.HttpConfiguration;
import dev.millrace.boot.log.LogConfiguration;
import dev.millrace.boot.outbox.OutboxConfiguration;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The parts every service imports. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MillraceProperties.class)
@Import({
    LogConfiguration.class,
    AccessConfiguration.class,
    HttpConfiguration.class,
    DatabaseConfiguration.class,
    OutboxConfiguration.class,
    ContentConfiguration.class
})
public class MillraceService {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
