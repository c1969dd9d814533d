package dev.millrace.rag.vector;

import dev.millrace.rag.vector.VectorProperties.Wanted;
import dev.millrace.rag.vector.arrays.ArrayStore;
import dev.millrace.rag.vector.pgvector.Pgvector;
import dev.millrace.rag.vector.pgvector.PgvectorStore;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where vectors are kept: in pgvector if the database has it, else in arrays. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(VectorProperties.class)
public class VectorConfiguration {

    private static final Logger log = LoggerFactory.getLogger(VectorConfiguration.class);

    @Bean
    @DependsOnDatabaseInitialization
    Pgvector pgvector(JdbcClient database) {
        return Pgvector.in(database);
    }

    @Bean
    VectorStore vectorStore(
            JdbcClient database,
            PlatformTransactionManager manager,
            VectorProperties properties,
            Pgvector found) {
        TransactionTemplate transactions = new TransactionTemplate(manager);
        ArrayStore arrays = new ArrayStore(database, transactions);
        Optional<PgvectorStore> pgvector =
                switch (found) {
                    case Pgvector.Usable usable ->
                            Optional.of(
                                    new PgvectorStore(
                                            database,
                                            transactions,
                                            usable.schema(),
                                            properties.vectorEf(),
                                            properties.vectorExact()));
                    case Pgvector.Lacking _ -> Optional.empty();
                };
        if (properties.vectorStore() == Wanted.PGVECTOR && pgvector.isEmpty()) {
            throw new IllegalStateException(
                    "millrace.rag.vector-store is pgvector, but: " + word(properties, found));
        }
        VectorStore chosen =
                properties.vectorStore() == Wanted.ARRAYS || pgvector.isEmpty()
                        ? arrays
                        : pgvector.get();
        log.info("Vectors are kept in {}", word(properties, found));
        return new Stores(chosen, pgvector, arrays, new VectorTables(database, "vector_"));
    }

    /** Up in any case; the description says which store it is, and why no other. */
    @Bean
    HealthIndicator vectorStoreHealthIndicator(VectorProperties properties, Pgvector found) {
        Health health =
                Health.status(new Status(Status.UP.getCode(), word(properties, found))).build();
        return () -> health;
    }

    private static String word(VectorProperties properties, Pgvector found) {
        if (properties.vectorStore() == Wanted.ARRAYS) {
            return "arrays, searched exactly: the setting says so";
        }
        return switch (found) {
            case Pgvector.Usable usable -> "pgvector " + usable.version();
            case Pgvector.Lacking lacking ->
                    "arrays, searched exactly: "
                            + Optional.ofNullable(properties.noPgvector()).orElse(lacking.reason());
        };
    }
}
