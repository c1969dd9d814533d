package dev.millrace.provider.batching;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shared embedding calls. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BatchingProperties.class)
public class BatchingConfiguration {

    @Bean
    EmbeddingBatches embeddingBatches(BatchingProperties properties, Clock clock) {
        return new EmbeddingBatches(properties, clock);
    }
}
