package dev.millrace.rag.embedding;

import dev.millrace.events.Lane;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.reply.Replies;
import dev.millrace.log.view.ReadModel;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The way to embedding models, and which there are. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddingProperties.class)
public class EmbeddingConfiguration {

    @Bean
    Replies replies(Log log) {
        return log.replies();
    }

    @Bean
    EmbeddingModels embeddingModels() {
        return new EmbeddingModels();
    }

    @Bean
    ReadModel embeddingCatalog(Log log, EmbeddingModels models) {
        return log.readModel(Topics.CATALOG, models);
    }

    @Bean
    Embedder embedder(
            Log log, Replies replies, Uuid7 ids, Clock clock, EmbeddingProperties properties) {
        return new RoadEmbedder(
                lane -> log.publisher(lane == Lane.INTERACTIVE ? Pace.INTERACTIVE : Pace.BULK),
                replies,
                ids,
                clock,
                properties);
    }
}
