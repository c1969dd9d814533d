package dev.millrace.rag.retrieval;

import dev.millrace.events.Lane;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.rag.search.Search;
import dev.millrace.store.content.ContentStore;
import java.time.Clock;
import java.util.Locale;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ledgers that ground requests, one for each lane. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetrievalProperties.class)
public class RetrievalConfiguration {

    @Bean
    Retriever retriever(
            Search search, ContentStore bodies, RetrievalProperties properties, Clock clock) {
        return new SearchingRetriever(search, bodies, properties, clock);
    }

    @Bean
    LogPart interactiveRetrieval(Log log, Retriever retriever, Clock clock) {
        return grounding(log, Lane.INTERACTIVE, Pace.INTERACTIVE, retriever, clock);
    }

    @Bean
    LogPart bulkRetrieval(Log log, Retriever retriever, Clock clock) {
        return grounding(log, Lane.BULK, Pace.BULK, retriever, clock);
    }

    private static LogPart grounding(
            Log log, Lane lane, Pace pace, Retriever retriever, Clock clock) {
        return log.ledger(
                "grounding." + lane.name().toLowerCase(Locale.ROOT),
                Topics.RETRIEVALS.of(lane),
                new RetrievalListener(lane, retriever, log.publisher(pace), clock));
    }
}
