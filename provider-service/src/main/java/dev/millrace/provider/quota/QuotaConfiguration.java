package dev.millrace.provider.quota;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Slots for calls in flight. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QuotaProperties.class)
public class QuotaConfiguration {

    @Bean
    Quotas quotas(QuotaProperties properties) {
        return new Quotas(properties);
    }
}
