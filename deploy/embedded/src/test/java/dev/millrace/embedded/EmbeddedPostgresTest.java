package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir private Path folder;

    @Test
    void keepsCommittedRowsAndPasswordsAcrossAKillOfTheServer() throws Exception {
        var deaths = new CopyOnWriteArrayList<String>();
        var settings = new PostgresSettings(folder, 0, true, deaths::add);
        String password;
        try (var postgres = EmbeddedPostgres.start(settings)) {
            password = postgres.password("router");
            run(postgres, "create table kept (id int)");
            run(postgres, "insert into kept values (7)");
            ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();

            await().atMost(Duration.ofSeconds(10)).until(() -> !deaths.isEmpty());
        }
        try (var postgres = EmbeddedPostgres.start(settings)) {
            assertThat(postgres.password("router")).isEqualTo(password);
            assertThat(one(postgres, "select id from kept")).isEqualTo("7");
        }
        assertThat(deaths).hasSize(1);
    }

    @Test
    void stopsTheServerThatAKilledRunLeftOnItsFolder() throws Exception {
        var port = FreePort.any();
        var first = EmbeddedPostgres.start(PostgresSettings.at(folder));
        var orphan = ProcessHandle.of(first.pid()).orElseThrow();
        try (var second =
                EmbeddedPostgres.start(new PostgresSettings(folder, port, false, death -> {}))) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(second.port()).isEqualTo(port);
            assertThat(one(second, "select 1")).isEqualTo("1");
        } finally {
            first.close();
        }
    }

    @Test
    void leavesAProcessAloneThatOnlyHasTheNumberOfAnOldServer() throws IOException {
        var data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(
                data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data);

        assertThat(OrphanServer.find(data)).isEmpty();

        Files.writeString(data.resolve("postmaster.pid"), "half written");
        assertThat(OrphanServer.find(data)).isEmpty();
    }

    @Test
    void startsThoughTheNumberOfAKilledServerIsSomebodyElsesByNow() throws IOException {
        EmbeddedPostgres.start(PostgresSettings.at(folder)).close();
        var left = folder.resolve("data").resolve("postmaster.pid");
        Files.writeString(
                left, ProcessHandle.current().pid() + "\n" + folder.resolve("data") + "\n");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(1))));

        try (var postgres = EmbeddedPostgres.start(PostgresSettings.at(folder))) {
            assertThat(postgres.pid()).isPositive();
        }
    }

    @Test
    void ordersTextTheSameOnEveryMachine() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(PostgresSettings.at(folder))) {
            assertThat(
                            one(
                                    postgres,
                                    "select string_agg(w, ' ' order by w) from (values ('b'), ('a'),"
                                            + " ('B'), ('é')) as v(w)"))
                    .isEqualTo("B a b é");
            assertThat(one(postgres, "show max_parallel_maintenance_workers")).isEqualTo("0");
            assertThat(one(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void letsNobodyInWithoutThePassword() {
        try (var postgres = EmbeddedPostgres.start(PostgresSettings.at(folder))) {
            assertThatThrownBy(
                            () ->
                                    DriverManager.getConnection(
                                            postgres.jdbcUrl(), "router", "guessed"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void keepsPasswordsInAFileThatOnlyItsOwnerReads() throws IOException {
        Passwords.in(folder).of("router");

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("passwords"))))
                .isEqualTo("rw-------");
        assertThat(Passwords.in(folder).of("router"))
                .isEqualTo(Passwords.in(folder).of("router"))
                .isNotEqualTo(Passwords.in(folder).of("rag"));
    }

    @Test
    void saysInOneSentenceThatTheDataFolderIsDamaged() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.createFile(folder.resolve("millrace-initialised"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(PostgresSettings.at(folder)))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("is damaged: PG_VERSION is missing");

        Files.writeString(folder.resolve("data/PG_VERSION"), "12\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(PostgresSettings.at(folder)))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("was written by PostgreSQL 12, this is 17");
    }

    @Test
    void saysInOneSentenceThatTheServerEndedAtItsStart() throws IOException {
        EmbeddedPostgres.start(PostgresSettings.at(folder)).close();
        Files.delete(folder.resolve("data/global/pg_control"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(PostgresSettings.at(folder)))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("PostgreSQL ended at its start");
    }

    @Test
    void knowsNoServiceThatIsNotThere() {
        var cluster = TestCluster.shared();
        assertThatThrownBy(() -> cluster.user("nobody"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(cluster.properties("rag"))
                .containsEntry("spring.datasource.username", "rag")
                .containsEntry("millrace.kafka", cluster.bootstrapServers());
        assertThat(EmbeddedPostgres.services()).isEqualTo(List.copyOf(Roles.SERVICES));
    }

    private static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = connect(postgres);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = connect(postgres);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(), postgres.user("router"), postgres.password("router"));
    }
}
