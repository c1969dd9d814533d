package dev.millrace.rag;

import dev.millrace.boot.MillraceService;
import dev.millrace.rag.document.DocumentConfiguration;
import dev.millrace.rag.embedding.EmbeddingConfiguration;
import dev.millrace.rag.ingest.IngestConfiguration;
import dev.millrace.rag.knowledgebase.KnowledgeBaseConfiguration;
import dev.millrace.rag.retrieval.RetrievalConfiguration;
import dev.millrace.rag.search.SearchConfiguration;
import dev.millrace.rag.text.postgres.TextIndexConfiguration;
import dev.millrace.rag.vector.VectorConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The rag-service; its parts are this list. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    MillraceService.class,
    KnowledgeBaseConfiguration.class,
    VectorConfiguration.class,
    TextIndexConfiguration.class,
    SearchConfiguration.class,
    DocumentConfiguration.class,
    IngestConfiguration.class,
    EmbeddingConfiguration.class,
    RetrievalConfiguration.class
})
public class RagApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application, named so that it reads its own {@code rag-service.yml}. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(RagApplication.class)
                .properties("spring.config.name=rag-service");
    }
}
