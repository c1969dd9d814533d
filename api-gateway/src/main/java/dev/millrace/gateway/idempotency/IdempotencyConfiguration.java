package dev.millrace.gateway.idempotency;

import dev.millrace.boot.MillraceProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Repeats that attach to the first request. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdempotencyProperties.class)
public class IdempotencyConfiguration {

    @Bean
    Idempotency idempotency(
            JdbcClient database,
            MillraceProperties millrace,
            IdempotencyProperties properties,
            Clock clock)
            throws IOException {
        String given = properties.idempotencySecret();
        Secret secret =
                given == null || given.isBlank()
                        ? Secret.of(millrace.data().resolve("gateway").resolve("idempotency.key"))
                        : new Secret(given.getBytes(StandardCharsets.UTF_8));
        return new Idempotency(database, secret, clock);
    }

    @Bean(initMethod = "start")
    Forgetting forgetting(Idempotency idempotency) {
        return new Forgetting(idempotency);
    }
}
