package dev.millrace.provider.rate;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The limits a minute, shared through the service's database. */
@Configuration(proxyBeanMethods = false)
public class RateConfiguration {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    @Bean
    Rates rates(JdbcClient database) {
        return new Rates(
                new DatabaseStock(database),
                System::nanoTime,
                LOOK_AGAIN,
                Thread::startVirtualThread);
    }
}
