package dev.millrace.telemetry.request;

import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The books of requests. */
@Configuration(proxyBeanMethods = false)
public class RequestConfiguration {

    @Bean
    RequestBooks requestBooks(TransactionOperations transactions, JdbcClient jdbc) {
        return new RequestBooks(transactions, new RequestRepository(jdbc));
    }

    @Bean
    LogPart results(Log log, RequestBooks books, MeterRegistry registry) {
        return log.stage(
                "results", Topics.RESULTS, Pace.BOOKS, new ResultListener(books, registry));
    }
}
