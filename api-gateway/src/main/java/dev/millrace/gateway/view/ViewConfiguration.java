package dev.millrace.gateway.view;

import dev.millrace.events.Lane;
import dev.millrace.events.topic.Topics;
import dev.millrace.gateway.replies.Endings;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.store.content.ContentStore;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The view of requests. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ViewProperties.class)
public class ViewConfiguration {

    @Bean
    RequestViewRepository requestViewRepository(JdbcClient database, Clock clock) {
        return new RequestViewRepository(database, clock);
    }

    @Bean
    RequestViewWriter requestViewWriter(JdbcClient database) {
        return new RequestViewWriter(database);
    }

    @Bean
    RequestView requestView(RequestViewRepository repository, Log log) {
        return new RequestView(repository, log.reader());
    }

    @Bean
    Bodies bodies(ContentStore contents) {
        return new Bodies(contents);
    }

    @Bean
    LogPart interactiveRequestsListener(Log log, RequestViewWriter writer) {
        return requests(log, Lane.INTERACTIVE, writer);
    }

    @Bean
    LogPart bulkRequestsListener(Log log, RequestViewWriter writer) {
        return requests(log, Lane.BULK, writer);
    }

    @Bean
    LogPart resultsListener(Log log, RequestViewWriter writer) {
        return log.stage(
                "view-results",
                Topics.RESULTS,
                Pace.GATHER,
                batch -> {
                    writer.finished(batch);
                    return CompletableFuture.completedFuture(batch.size());
                });
    }

    @Bean(initMethod = "start")
    Sweeper sweeper(
            RequestViewRepository repository,
            RequestView view,
            Endings endings,
            ViewProperties properties,
            Clock clock) {
        return new Sweeper(repository, view, endings, properties, clock);
    }

    private static LogPart requests(Log log, Lane lane, RequestViewWriter writer) {
        return log.stage(
                RequestView.group(lane),
                Topics.REQUESTS.of(lane),
                Pace.GATHER,
                batch -> {
                    writer.accepted(batch);
                    return CompletableFuture.completedFuture(batch.size());
                });
    }
}
