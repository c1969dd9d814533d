package dev.millrace.provider.openai;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The adapter for OpenAI's protocol. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OpenAiProperties.class)
public class OpenAiConfiguration {

    @Bean
    OpenAi openAi(Clock clock, OpenAiProperties properties) {
        return new OpenAi(clock, properties.patience());
    }
}
