package dev.millrace.telemetry;

import dev.millrace.embedded.TestCluster;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The telemetry schema in a real PostgreSQL, empty. */
public final class Database {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    private Database(TestCluster cluster) {
        SingleConnectionDataSource one =
                new SingleConnectionDataSource(
                        cluster.jdbcUrl("telemetry"),
                        cluster.user("telemetry"),
                        cluster.password("telemetry"),
                        true);
        this.jdbc = JdbcClient.create(one);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(one));
    }

    /** Migrates when needed; each call has a connection of its own. */
    public static Database empty() {
        TestCluster cluster = TestCluster.shared();
        Database database = new Database(cluster);
        Flyway.configure()
                .dataSource(
                        cluster.jdbcUrl("telemetry"),
                        cluster.user("telemetry"),
                        cluster.password("telemetry"))
                .locations("classpath:db/telemetry-service")
                .schemas("telemetry")
                .load()
                .migrate();
        database.clear();
        return database;
    }

    public void clear() {
        jdbc.sql(
                        """
                        truncate attempt_open, usage_fact, usage_rollup, request_fact,
                          request_rollup
                        """)
                .update();
    }

    /** Another session on the same tables. */
    public Database again() {
        return new Database(TestCluster.shared());
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public TransactionTemplate transactions() {
        return transactions;
    }
}
