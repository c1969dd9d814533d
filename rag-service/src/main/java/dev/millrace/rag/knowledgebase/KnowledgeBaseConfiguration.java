package dev.millrace.rag.knowledgebase;

import dev.millrace.rag.embedding.EmbeddingModels;
import dev.millrace.rag.index.GenerationRepository;
import dev.millrace.rag.ingest.Queue;
import dev.millrace.rag.ingest.Removal;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The API of knowledge bases. */
@Configuration(proxyBeanMethods = false)
public class KnowledgeBaseConfiguration {

    @Bean
    KnowledgeBaseRepository knowledgeBaseRepository(JdbcClient database) {
        return new KnowledgeBaseRepository(database);
    }

    @Bean
    Access knowledgeBaseAccess(KnowledgeBaseRepository bases) {
        return new Access(bases);
    }

    @Bean
    KnowledgeBaseController knowledgeBaseController(
            KnowledgeBaseRepository repository,
            GenerationRepository generations,
            EmbeddingModels models,
            TextIndex texts,
            Queue queue,
            Removal removal,
            TransactionOperations ragTransactions,
            Access access,
            Uuid7 ids,
            Clock clock) {
        KnowledgeBases bases =
                new KnowledgeBases(
                        repository,
                        generations,
                        models,
                        texts,
                        queue,
                        removal,
                        ragTransactions,
                        ids,
                        clock);
        return new KnowledgeBaseController(bases, repository, generations, access);
    }
}
