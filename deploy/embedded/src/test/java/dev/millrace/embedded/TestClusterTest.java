package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TestClusterTest {

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void everyServiceWorksInItsOwnSchema() throws SQLException {
        for (var service : EmbeddedPostgres.services()) {
            try (var connection = connect(service);
                    var statement = connection.createStatement()) {
                statement.execute("create table mine (id int)");
                try (var rows =
                        statement.executeQuery(
                                "select schemaname from pg_tables where tablename = 'mine' and"
                                        + " tableowner = current_user")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo(service);
                }
            }
        }
        cluster.clearDatabase();
    }

    @Test
    void noServiceReadsAnothersTables() throws SQLException {
        try (var router = connect("router");
                var statement = router.createStatement()) {
            statement.execute("create table secret (id int)");
        }
        try (var provider = connect("provider");
                var statement = provider.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("select * from router.secret"))
                    .hasMessageContaining("permission denied");
        }
        cluster.clearDatabase();
    }

    @Test
    void clearingTheLogLeavesNoTopic() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("one", Optional.of(2), Optional.empty()),
                                    new NewTopic("two", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrder("one", "two");

            cluster.clearLog();

            assertThat(admin.listTopics().names().get()).isEqualTo(Set.of());
        }
    }

    private Connection connect(String service) throws SQLException {
        return DriverManager.getConnection(
                cluster.jdbcUrl(service), cluster.user(service), cluster.password(service));
    }
}
