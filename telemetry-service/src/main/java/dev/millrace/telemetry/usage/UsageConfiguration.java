package dev.millrace.telemetry.usage;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The question about usage. */
@Configuration(proxyBeanMethods = false)
public class UsageConfiguration {

    @Bean
    UsageReporter usageReporter(PlatformTransactionManager transactions, JdbcClient jdbc) {
        TransactionTemplate snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        return new UsageReporter(snapshot, new UsageRepository(jdbc));
    }

    @Bean
    UsageController usageController(UsageReporter reporter, Clock clock) {
        return new UsageController(reporter, clock);
    }
}
