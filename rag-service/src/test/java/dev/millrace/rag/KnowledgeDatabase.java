package dev.millrace.rag;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.embedded.TestCluster;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** The service's tables on the shared database, and rows in them. */
public final class KnowledgeDatabase implements AutoCloseable {

    private static final String SCHEMA = "rag";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HikariDataSource source = new HikariDataSource();
    public final JdbcTemplate template;
    public final JdbcTransactionManager transactions;

    public KnowledgeDatabase() {
        TestCluster cluster = TestCluster.shared();
        source.setJdbcUrl(cluster.jdbcUrl(SCHEMA));
        source.setUsername(cluster.user(SCHEMA));
        source.setPassword(cluster.password(SCHEMA));
        source.setSchema(SCHEMA);
        Flyway.configure()
                .dataSource(source)
                .schemas(SCHEMA)
                .createSchemas(false)
                .locations("classpath:db/rag-service")
                .load()
                .migrate();
        template = new JdbcTemplate(source);
        transactions = new JdbcTransactionManager(source);
    }

    /** A number nothing else has. */
    public static long number() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE >> 8);
    }

    /** A knowledge base without an index. */
    public UUID knowledgeBase(String tenant, String name) {
        UUID id = UUID.randomUUID();
        template.update(
                """
                insert into knowledge_base (id, tenant, team, person, name, created_at, updated_at)
                values (?, ?, 'team', 'person', ?, now(), now())
                """,
                id,
                tenant,
                name);
        return id;
    }

    /** An active index of a knowledge base. */
    public long index(UUID knowledgeBase, String provider, String model) {
        Long index =
                template.queryForObject(
                        """
                        insert into index_generation (knowledge_base, state, embedding_provider,
                            embedding_model, dimensions, chunk_tokens, chunk_overlap, created_at)
                        values (?, 'active', ?, ?, 3, 500, 50, now()) returning id
                        """,
                        Long.class,
                        knowledgeBase,
                        provider,
                        model);
        template.update(
                "update knowledge_base set active_index = ? where id = ?", index, knowledgeBase);
        return index == null ? 0 : index;
    }

    public void document(UUID id, UUID knowledgeBase, String name, Map<String, String> metadata) {
        template.update(
                """
                insert into document (id, knowledge_base, tenant, team, person, key_id, name,
                    media_type, size, sha256, content_reference, metadata, revision, created_at,
                    updated_at)
                values (?, ?, 'tenant', 'team', 'person', 'key', ?, 'text/markdown', 1, ?,
                    'reference', ?::jsonb, 1, now(), now())
                """,
                id,
                knowledgeBase,
                name,
                id.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                JSON.writeValueAsString(metadata));
    }

    public long chunk(long index, UUID document, int ordinal, String heading, String body) {
        Long chunk =
                template.queryForObject(
                        """
                        insert into chunk (index_id, document, ordinal, heading, start_at, end_at,
                            tokens, body)
                        values (?, ?, ?, array['Guide', ?], ?, ?, 10, ?) returning id
                        """,
                        Long.class,
                        index,
                        document,
                        ordinal,
                        heading,
                        ordinal * 1_000,
                        ordinal * 1_000 + body.length(),
                        body);
        return chunk == null ? 0 : chunk;
    }

    @Override
    public void close() {
        source.close();
    }
}
