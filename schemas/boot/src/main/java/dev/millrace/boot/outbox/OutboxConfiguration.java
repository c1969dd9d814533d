package dev.millrace.boot.outbox;

import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.log.Log;
import dev.millrace.store.outbox.JdbcOutbox;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.store.outbox.OutboxRelay;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The outbox and its relay, which runs in services that have the table ({@link JdbcOutbox} says
 * which).
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("spring.datasource.url")
public class OutboxConfiguration {

    @Bean
    OutboxRelay outboxRelay(JdbcClient database, PlatformTransactionManager transactions, Log log) {
        return new OutboxRelay(database, new TransactionTemplate(transactions), log);
    }

    @Bean
    Outbox outbox(JdbcClient database, Log log, OutboxRelay relay) {
        return new JdbcOutbox(database, log, relay::nudge);
    }

    @Bean
    AuditTrail auditTrail(Outbox outbox, Uuid7 ids, Clock clock) {
        return new AuditTrail(outbox, ids, clock);
    }

    @Bean
    OutboxLifecycle outboxLifecycle(OutboxRelay relay) {
        return new OutboxLifecycle(relay);
    }
}
