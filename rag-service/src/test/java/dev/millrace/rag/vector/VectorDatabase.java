package dev.millrace.rag.vector;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.embedded.TestCluster;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The service's tables on a real database that has pgvector. */
public final class VectorDatabase implements AutoCloseable {

    private final HikariDataSource source = new HikariDataSource();
    public final JdbcClient client;
    public final TransactionTemplate transactions;

    public VectorDatabase() {
        TestCluster cluster = TestCluster.shared().withVectors();
        source.setJdbcUrl(cluster.jdbcUrl("rag"));
        source.setUsername(cluster.user("rag"));
        source.setPassword(cluster.password("rag"));
        source.setSchema("rag");
        source.setMaximumPoolSize(6);
        client = JdbcClient.create(source);
        transactions = new TransactionTemplate(new JdbcTransactionManager(source));
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/rag-service")
                .schemas("rag")
                .createSchemas(false)
                .load()
                .migrate();
    }

    /** A new knowledge base's index: its number. */
    public long index() {
        UUID base = UUID.randomUUID();
        client.sql(
                        """
                        insert into knowledge_base (id, tenant, team, person, name, created_at, updated_at)
                        values (:id, 't', 't', 'p', :id::text, now(), now())
                        """)
                .param("id", base)
                .update();
        return client.sql(
                        """
                        insert into index_generation (knowledge_base, state, embedding_provider,
                            embedding_model, chunk_tokens, chunk_overlap, created_at)
                        values (?, 'active', 'offline', 'lexical-384', 500, 50, now()) returning id
                        """)
                .param(base)
                .query(Long.class)
                .single();
    }

    /** A document in an index's knowledge base. */
    public UUID document(long index, String metadata) {
        UUID id = UUID.randomUUID();
        client.sql(
                        """
                        insert into document (id, knowledge_base, tenant, team, person, key_id, name,
                            media_type, size, sha256, content_reference, metadata, revision,
                            created_at, updated_at)
                        select :id, knowledge_base, 't', 't', 'p', 'k', 'n', 'text/plain', 1,
                               sha256(:id::text::bytea), 'r', :metadata::jsonb, 1, now(), now()
                        from index_generation where id = :index
                        """)
                .param("id", id)
                .param("metadata", metadata)
                .param("index", index)
                .update();
        return id;
    }

    @Override
    public void close() {
        source.close();
    }
}
