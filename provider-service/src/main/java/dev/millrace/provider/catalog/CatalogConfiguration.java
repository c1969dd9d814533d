package dev.millrace.provider.catalog;

import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The catalog: discovered, stored, announced, followed, shown. */
@Configuration(proxyBeanMethods = false)
@Import(ModelsController.class)
public class CatalogConfiguration {

    @Bean
    KnownModels knownModels() {
        return KnownModels.shipped();
    }

    @Bean
    CatalogRepository catalogRepository(JdbcClient database) {
        return new CatalogRepository(database);
    }

    @Bean
    OverrideRepository overrideRepository(JdbcClient database) {
        return new OverrideRepository(database);
    }

    @Bean
    Catalog catalog(
            CatalogRepository repository,
            OverrideRepository overrides,
            Outbox outbox,
            PlatformTransactionManager transactions,
            KnownModels known,
            Clock clock) {
        return new Catalog(
                repository, overrides, outbox, new TransactionTemplate(transactions), known, clock);
    }

    @Bean
    Overrides overrides(
            CatalogRepository repository,
            OverrideRepository overrides,
            Catalog catalog,
            ModelOrigin.Lookup origins,
            AuditTrail audit,
            PlatformTransactionManager transactions) {
        return new Overrides(
                repository,
                overrides,
                catalog,
                origins,
                audit,
                new TransactionTemplate(transactions));
    }

    @Bean
    CatalogView catalogView() {
        return new CatalogView();
    }

    @Bean
    LogPart catalogPart(Log log, CatalogView view) {
        return log.readModel(Topics.CATALOG, view);
    }
}
