package dev.millrace.provider.breaker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The breakers of this instance. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BreakerProperties.class)
public class BreakerConfiguration {

    @Bean
    Breakers breakers(BreakerProperties properties) {
        return new Breakers(properties);
    }
}
