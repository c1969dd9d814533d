package dev.millrace.rag.knowledgebase;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The API of knowledge bases. */
@Configuration(proxyBeanMethods = false)
public class KnowledgeBaseConfiguration {

    @Bean
    KnowledgeBaseController knowledgeBaseController() {
        return new KnowledgeBaseController();
    }
}
