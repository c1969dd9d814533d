package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.embedded.FreePort;
import dev.millrace.standalone.place.RunFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, kills and ends the real thing. */
class LaunchedTest {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void oneJvmComesBackAfterAKillAndEndsCleanlyWithinTwentySeconds() throws Exception {
        var data = folder.resolve("data");
        var port = FreePort.any();
        RunFile.Entry database;
        try (var killed = Launched.up(data, port)) {
            assertThat(killed.ask()).isEqualTo(200);
            database = killed.entry("postgres");
            killed.process().destroyForcibly().waitFor();
        }
        try (var again = Launched.up(data, port)) {
            assertThat(database.process()).isEmpty();
            assertThat(again.ask()).isEqualTo(200);

            assertThat(again.terminate()).isLessThan(STOP_WITHIN);
            assertThat(again.entry("postgres").process()).isEmpty();
        }
        assertThat(Files.readString(data.resolve("logs/millrace.log")))
                .doesNotContain(Launched.ADMIN_KEY);
    }

    @Test
    void processesComeBackWhenTheyAreKilledAndEndWithTheirSupervisor() throws Exception {
        var data = folder.resolve("data");
        try (var launched = Launched.up(data, FreePort.any(), "--processes")) {
            assertThat(launched.ask()).isEqualTo(200);
            assertThat(launched.processes()).hasSize(8);
            assertThat(new HashSet<>(launched.processes().values())).hasSize(8);

            for (var name : new String[] {"router-service", "kafka", "postgres"}) {
                var before = launched.entry(name);
                before.process().orElseThrow().destroyForcibly();

                await().atMost(BACK_WITHIN)
                        .until(() -> launched.entry(name), now -> !before.equals(now));
                assertThat(launched.entry(name).port()).isEqualTo(before.port());
            }
            await().atMost(BACK_WITHIN).until(launched::ask, status -> status == 200);

            var children = launched.processes();
            launched.process().destroyForcibly().waitFor();

            await().atMost(STOP_WITHIN)
                    .untilAsserted(
                            () ->
                                    assertThat(children)
                                            .allSatisfy(
                                                    (name, child) ->
                                                            assertThat(child.process())
                                                                    .as(name)
                                                                    .isEmpty()));
        }
    }
}
