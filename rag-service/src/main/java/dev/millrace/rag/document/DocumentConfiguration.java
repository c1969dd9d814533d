package dev.millrace.rag.document;

import dev.millrace.rag.ingest.Queue;
import dev.millrace.rag.ingest.Removal;
import dev.millrace.rag.knowledgebase.Access;
import dev.millrace.rag.knowledgebase.KnowledgeBaseRepository;
import dev.millrace.store.content.ContentStore;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The API of documents. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DocumentProperties.class)
public class DocumentConfiguration {

    @Bean
    DocumentController documentController(
            JdbcClient database,
            KnowledgeBaseRepository bases,
            Access access,
            Queue queue,
            Removal removal,
            Outbox outbox,
            ContentStore content,
            TransactionOperations ragTransactions,
            DocumentProperties properties,
            Uuid7 ids,
            Clock clock) {
        DocumentRepository repository = new DocumentRepository(database);
        Documents documents =
                new Documents(
                        repository, bases, queue, removal, outbox, ragTransactions, ids, clock);
        return new DocumentController(
                documents, repository, new Uploads(content, properties), content, access);
    }
}
