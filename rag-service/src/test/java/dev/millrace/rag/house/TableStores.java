package dev.millrace.rag.house;

import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.VectorStore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stores in plain tables, where the service brings none of its own. */
@Configuration(proxyBeanMethods = false)
public class TableStores {

    /** The application with them. */
    public static SpringApplicationBuilder in(SpringApplicationBuilder application) {
        return application.sources(TableStores.class);
    }

    @Bean
    @ConditionalOnMissingBean
    VectorStore vectorStore(JdbcClient database) {
        return new TableVectors(database);
    }

    @Bean
    @ConditionalOnMissingBean
    TextIndex textIndex(JdbcClient database) {
        return new TableTexts(database);
    }
}
