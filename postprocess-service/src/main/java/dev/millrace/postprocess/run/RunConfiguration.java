package dev.millrace.postprocess.run;

import dev.millrace.boot.access.AccessView;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts of runs; an instance may leave them to others. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "millrace.postprocess.run.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RunProperties.class)
public class RunConfiguration {

    @Bean
    TransactionOperations runTransactions(PlatformTransactionManager manager) {
        return new TransactionTemplate(manager);
    }

    @Bean
    RunRepository runRepository(JdbcClient database, NamedParameterJdbcOperations batches) {
        return new RunRepository(database, batches);
    }

    @Bean
    BacklogRepository backlogRepository(
            JdbcClient database, TransactionOperations runTransactions) {
        return new BacklogRepository(database, runTransactions);
    }

    @Bean
    Releaser releaser(
            DataSource dataSource,
            JdbcClient database,
            Log log,
            BacklogRepository backlog,
            RunRepository runs,
            AccessView access,
            RunProperties properties,
            Clock clock) {
        Release release =
                new Release(
                        backlog,
                        log.publisher(Pace.BULK),
                        new AnnouncedKeys(access, clock),
                        properties,
                        clock);
        return new Releaser(dataSource, database, release, runs, properties, clock);
    }

    @Bean
    LogPart runResults(
            Log log,
            JdbcClient database,
            BacklogRepository backlog,
            TransactionOperations runTransactions,
            List<Sink> sinks,
            Releaser releaser) {
        ResultsListener listener =
                new ResultsListener(
                        new ResultsRepository(database, backlog),
                        runTransactions,
                        sinks,
                        releaser::ring);
        return log.stage("runs", Topics.RESULTS, Pace.BULK, listener);
    }

    @Bean
    Runs runs(
            RunRepository repository,
            TransactionOperations runTransactions,
            Outbox outbox,
            Uuid7 ids,
            Clock clock,
            Releaser releaser) {
        return new Runs(repository, runTransactions, outbox, ids, clock, releaser::ring);
    }

    @Bean
    RunsController runsController(RunRepository repository, Runs runs) {
        return new RunsController(repository, runs);
    }

    @Bean
    RunMetrics runMetrics(
            BacklogRepository backlog, Releaser releaser, MeterRegistry registry, Clock clock) {
        return new RunMetrics(backlog, releaser, registry, clock);
    }
}
