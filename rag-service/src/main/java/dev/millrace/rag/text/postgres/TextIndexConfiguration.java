package dev.millrace.rag.text.postgres;

import dev.millrace.rag.text.TextIndex;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The text index of the service. */
@Configuration(proxyBeanMethods = false)
public class TextIndexConfiguration {

    @Bean
    Maintenance textMaintenance(JdbcTemplate database, PlatformTransactionManager transactions) {
        return new Maintenance(database, new TransactionTemplate(transactions));
    }

    @Bean
    TextIndex textIndex(
            JdbcTemplate database,
            PlatformTransactionManager transactions,
            Maintenance textMaintenance) {
        return new PostgresTextIndex(
                database, new TransactionTemplate(transactions), textMaintenance);
    }
}
