package dev.millrace.provider.quota;

import dev.millrace.provider.upstream.RateListener;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Slots for calls in flight. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QuotaProperties.class)
public class QuotaConfiguration {

    /** A vendor that says nothing is left is left alone until it says there will be. */
    @Bean
    RateListener rateListener(Quotas quotas) {
        return (endpoint, rates) -> {
            Duration pause = rates.pause();
            if (pause != null) {
                quotas.emptyFor(endpoint.provider(), pause);
            }
        };
    }

    @Bean
    Quotas quotas(QuotaProperties properties) {
        return new Quotas(properties);
    }
}
