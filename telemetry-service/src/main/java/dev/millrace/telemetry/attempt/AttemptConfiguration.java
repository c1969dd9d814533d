package dev.millrace.telemetry.attempt;

import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The books of attempts, and who keeps them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AttemptProperties.class)
public class AttemptConfiguration {

    @Bean
    AttemptBooks attemptBooks(TransactionOperations transactions, JdbcClient jdbc) {
        return new AttemptBooks(
                transactions, new AttemptRepository(jdbc), new AttemptRollupRepository(jdbc));
    }

    @Bean
    LogPart attempts(Log log, AttemptBooks books, MeterRegistry registry) {
        return log.stage(
                "attempts", Topics.ATTEMPTS, Pace.BOOKS, new AttemptListener(books, registry));
    }

    @Bean
    LostAttempts lostAttempts(
            AttemptBooks books, AttemptProperties properties, Clock clock, MeterRegistry registry) {
        return new LostAttempts(books, properties, clock, registry);
    }
}
