package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorExtensionTest {

    private static final Duration NO_TIME = Duration.ZERO;

    @TempDir private Path folder;

    private final List<String> said = new ArrayList<>();
    private Path cache;
    private Path home;

    @BeforeEach
    void folders() throws IOException {
        cache = Files.createDirectories(folder.resolve("cache"));
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("lib/postgresql"));
        Files.createDirectories(home.resolve("share/postgresql/extension"));
    }

    @Test
    void everyServiceComparesVectorsAlsoAfterItsSchemaWasMadeAnew() throws SQLException {
        var cluster = TestCluster.shared().withVectors();
        cluster.clearDatabase();
        for (var service : EmbeddedPostgres.services()) {
            try (var connection =
                            DriverManager.getConnection(
                                    cluster.jdbcUrl(service),
                                    cluster.user(service),
                                    cluster.password(service));
                    var statement = connection.createStatement();
                    var rows =
                            statement.executeQuery(
                                    "select '[3,4]'::public.vector operator(public.<->) '[0,0]'")) {
                rows.next();
                assertThat(rows.getDouble(1)).isEqualTo(5);
            }
        }
    }

    /** As on a machine that never had it: through the mirrors and the compiler. */
    @Test
    void itIsMadeWhereItNeverWas() throws IOException {
        var reason = VectorExtension.fetch(home, cache, Duration.ofMinutes(5), said::add);

        assertThat(reason).isEmpty();
        assertThat(said).hasSize(2);
        assertThat(files(home))
                .contains("lib/postgresql/vector.so", "share/postgresql/extension/vector.control");
        assertThat(files(cache)).noneMatch(file -> file.contains("unfinished"));
    }

    @Test
    void whatWasMadeOnceIsPutIntoEveryUnpackedPostgres() throws IOException {
        for (var name : List.of("vector.so", "vector.control", "vector--0.8.0.sql")) {
            Files.writeString(
                    Files.createDirectories(cache.resolve(VectorExtension.name())).resolve(name),
                    name);
        }

        assertThat(VectorExtension.fetch(home, cache, NO_TIME, said::add)).isEmpty();

        assertThat(files(home))
                .containsExactlyInAnyOrder(
                        "lib/postgresql/vector.so",
                        "share/postgresql/extension/vector.control",
                        "share/postgresql/extension/vector--0.8.0.sql");
        assertThat(said).isEmpty();
    }

    @Test
    void whatIsThereIsLeftAlone() throws IOException {
        Files.createFile(home.resolve("lib/postgresql/vector.so"));
        Files.createFile(home.resolve("share/postgresql/extension/vector.control"));

        assertThat(VectorExtension.fetch(home, cache, NO_TIME, said::add)).isEmpty();
        assertThat(files(cache)).isEmpty();
    }

    @Test
    void whenTimeIsUpItSaysSoAndLeavesNothingHalfFinished() throws IOException {
        Files.writeString(
                Files.createDirectories(cache.resolve("pgvector-unfinished1")).resolve("left"), "");

        var reason = VectorExtension.fetch(home, cache, NO_TIME, said::add);

        assertThat(reason.orElseThrow()).startsWith("it took too long");
        assertThat(said).hasSize(2).last().asString().contains("There is no pgvector");
        assertThat(files(home)).isEmpty();
        assertThat(files(cache)).containsExactlyInAnyOrder("pgvector.lock", "pgvector.log");
    }

    @Test
    void aFolderThatCannotBeWrittenIsAReasonWithoutItsPath() throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        var reason = VectorExtension.fetch(home, file, NO_TIME, said::add);

        assertThat(reason).contains("its files could not be written");
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
