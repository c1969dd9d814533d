package dev.millrace.rag.search;

import dev.millrace.rag.embedding.Embedder;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.VectorStore;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Search, and its API. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Similarity.class)
public class SearchConfiguration {

    @Bean
    Search search(
            JdbcClient database,
            Embedder embedder,
            VectorStore vectors,
            TextIndex texts,
            Similarity similarity,
            Clock clock) {
        return new SearchService(
                new KnowledgeBaseLookup(database),
                new QuestionVectors(embedder, clock),
                vectors,
                texts,
                new PassageReader(database),
                similarity);
    }

    @Bean
    SearchController searchController(Search search, Clock clock) {
        return new SearchController(search, clock);
    }
}
