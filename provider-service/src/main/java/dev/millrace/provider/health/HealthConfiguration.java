package dev.millrace.provider.health;

import dev.millrace.provider.registry.Providers;
import dev.millrace.store.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Health of providers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthProperties.class)
@Import({HealthController.class, StatusController.class})
public class HealthConfiguration {

    @Bean
    ProviderHealthWatch providerHealthWatch(
            HealthProperties properties, Clock clock, MeterRegistry meters) {
        return new ProviderHealthWatch(properties.thresholds(), clock, meters);
    }

    @Bean
    HealthRepository healthRepository(JdbcClient database) {
        return new HealthRepository(database);
    }

    @Bean
    HealthChecks healthChecks(
            HealthProperties properties,
            Providers providers,
            ProviderHealthWatch watch,
            HealthRepository repository,
            Outbox outbox,
            PlatformTransactionManager transactions,
            MeterRegistry meters,
            Clock clock) {
        return new HealthChecks(
                properties,
                providers,
                watch,
                repository,
                outbox,
                new TransactionTemplate(transactions),
                meters,
                clock);
    }
}
