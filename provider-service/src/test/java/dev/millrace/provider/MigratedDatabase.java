package dev.millrace.provider;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.embedded.TestCluster;
import org.flywaydb.core.Flyway;

/** The service's schema in the tests' own database. */
public final class MigratedDatabase {

    private MigratedDatabase() {}

    /** A few connections; whoever takes them closes them. */
    public static HikariDataSource connections() {
        TestCluster cluster = TestCluster.shared();
        Flyway.configure()
                .dataSource(
                        cluster.jdbcUrl("provider"),
                        cluster.user("provider"),
                        cluster.password("provider"))
                .locations("classpath:db/provider-service")
                .schemas("provider")
                .load()
                .migrate();
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(cluster.jdbcUrl("provider"));
        pool.setUsername(cluster.user("provider"));
        pool.setPassword(cluster.password("provider"));
        pool.setSchema("provider");
        pool.setMaximumPoolSize(4);
        return pool;
    }
}
