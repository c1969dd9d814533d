package dev.millrace.rag.ingest;

import dev.millrace.boot.access.AccessView;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.rag.embedding.Embedder;
import dev.millrace.rag.index.GenerationRepository;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.store.content.ContentStore;
import dev.millrace.store.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts that work on documents. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IngestProperties.class)
public class IngestConfiguration {

    /** There is a document to work on. */
    @Bean
    Bell ingestBell() {
        return new Bell();
    }

    /** There may be something to finish or to take away. */
    @Bean
    Bell sweepBell() {
        return new Bell();
    }

    @Bean
    TransactionOperations ragTransactions(PlatformTransactionManager manager) {
        return new TransactionTemplate(manager);
    }

    @Bean
    GenerationRepository generationRepository(JdbcClient database) {
        return new GenerationRepository(database);
    }

    @Bean
    ChunkRepository chunkRepository(JdbcClient database, NamedParameterJdbcOperations batches) {
        return new ChunkRepository(database, batches);
    }

    @Bean
    Queue ingestQueue(JdbcClient database, Bell ingestBell) {
        return new Queue(database, ingestBell);
    }

    @Bean
    Removal removal(
            JdbcClient database,
            ChunkRepository chunks,
            GenerationRepository generations,
            VectorStore vectors,
            TextIndex texts,
            Bell sweepBell) {
        return new Removal(database, chunks, generations, vectors, texts, sweepBell);
    }

    @Bean
    Ingester ingester(
            JdbcClient database,
            TransactionOperations ragTransactions,
            ChunkRepository chunks,
            GenerationRepository generations,
            VectorStore vectors,
            TextIndex texts,
            Outbox outbox,
            ContentStore content,
            Embedder embedder,
            AccessView access,
            ObjectProvider<Step.Witness> witnesses,
            MeterRegistry registry,
            Bell ingestBell,
            Bell sweepBell,
            IngestProperties properties,
            Clock clock) {
        WorkRepository repository = new WorkRepository(database);
        Step.Witness witness = witnesses.getIfAvailable(() -> (_, _) -> {});
        IndexWriter writer =
                new IndexWriter(
                        database,
                        ragTransactions,
                        repository,
                        chunks,
                        generations,
                        vectors,
                        texts,
                        outbox,
                        witness,
                        clock);
        Ingestion ingestion =
                new Ingestion(
                        content,
                        embedder,
                        new Behalf(access, clock),
                        writer,
                        witness,
                        properties,
                        clock);
        return new Ingester(
                repository,
                ingestion,
                writer,
                ingestBell,
                sweepBell,
                new IngestMetrics(database, registry, clock),
                properties,
                clock);
    }

    @Bean
    Sweeper ragSweeper(
            JdbcClient database,
            TransactionOperations ragTransactions,
            GenerationRepository generations,
            ChunkRepository chunks,
            VectorStore vectors,
            TextIndex texts,
            ContentStore content,
            Bell sweepBell,
            IngestProperties properties) {
        return new Sweeper(
                database,
                ragTransactions,
                generations,
                chunks,
                vectors,
                texts,
                content,
                new Replacement(database, ragTransactions, generations),
                sweepBell,
                properties.sweep());
    }

    @Bean
    LogPart documentsHeard(Log log, Bell ingestBell) {
        return log.ledger("ingest", Topics.DOCUMENTS, new DocumentsListener(ingestBell));
    }
}
