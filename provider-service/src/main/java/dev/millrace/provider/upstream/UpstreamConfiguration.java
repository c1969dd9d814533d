package dev.millrace.provider.upstream;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The client that calls providers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UpstreamProperties.class)
public class UpstreamConfiguration {

    @Bean
    UpstreamClient upstreamClient(Clock clock, UpstreamProperties properties, RateListener rates) {
        return new UpstreamClient(clock, properties.patience(), rates);
    }
}
