package dev.millrace.provider.quota;

import dev.millrace.provider.upstream.RateListener;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Calls in flight, and limits a minute shared through the service's database. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QuotaProperties.class)
public class QuotaConfiguration {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** A model of which the vendor says nothing is left is left alone until there will be. */
    @Bean
    RateListener rateListener(Quotas quotas) {
        return (endpoint, model, limits) -> {
            Duration pause = limits.pause();
            if (pause != null) {
                quotas.emptyFor(endpoint.provider(), model, pause);
            }
        };
    }

    @Bean
    MinuteLimits minuteLimits(JdbcClient database) {
        return new MinuteLimits(
                new DatabaseStock(database),
                System::nanoTime,
                LOOK_AGAIN,
                Thread::startVirtualThread);
    }

    @Bean
    Quotas quotas(QuotaProperties properties) {
        return new Quotas(properties);
    }
}
