package dev.millrace.provider.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The cache of answers, and what empties it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CacheProperties.class)
@Import(CacheController.class)
public class CacheConfiguration {

    @Bean
    InvalidationRepository invalidationRepository(
            JdbcClient database, PlatformTransactionManager transactions) {
        return new InvalidationRepository(database, new TransactionTemplate(transactions));
    }

    @Bean
    AnswerCache answerCache(
            CacheProperties properties, Invalidations invalidations, MeterRegistry meters) {
        AnswerCache cache =
                new AnswerCache(properties, invalidations::current, Ticker.systemTicker(), meters);
        invalidations.tell(cache::remove);
        return cache;
    }

    @Bean
    Invalidations invalidations(InvalidationRepository repository, CacheProperties properties) {
        return new Invalidations(repository, properties.look());
    }

    @Bean
    LogPart cacheCatalogPart(Log log, AnswerCache cache) {
        return log.readModel(Topics.CATALOG, new CatalogChanges(cache::remove));
    }
}
