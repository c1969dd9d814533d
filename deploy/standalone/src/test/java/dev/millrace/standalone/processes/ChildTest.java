package dev.millrace.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.place.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir private Path folder;

    @BeforeEach
    void makeRunFolder() throws IOException {
        Files.createDirectories(folder.resolve("run"));
    }

    private Child child(String... command) {
        return new Child(
                new ChildSpec(
                        "it",
                        List.of(command),
                        Map.of("PATH", "/usr/bin:/bin", "ONLY", "this"),
                        4711,
                        folder.resolve("it.out")),
                RunFile.in(folder),
                Duration.ofMillis(500));
    }

    private RunFile.Entry entry() {
        await().atMost(SOON).until(() -> RunFile.in(folder).read().containsKey("it"));
        return Objects.requireNonNull(RunFile.in(folder).read().get("it"));
    }

    @Test
    void comesBackWhenItIsKilled() {
        try (var _ = child("sleep", "300")) {
            var first = entry();
            first.process().orElseThrow().destroyForcibly();

            var second = await().atMost(SOON).until(this::entry, e -> e.pid() != first.pid());
            assertThat(second.process()).isPresent();
            assertThat(second.port()).isEqualTo(4711);
        }
        assertThat(entry().process()).isEmpty();
    }

    @Test
    void isKilledWhenItDoesNotStop() {
        var stubborn = child("sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done");
        await().atMost(SOON).until(() -> output().contains("up"));
        var process = entry().process().orElseThrow();

        stubborn.close();

        await().atMost(SOON).until(() -> !process.isAlive());
    }

    @Test
    void hasItsOwnVariablesOnly() throws IOException {
        try (var _ = child("env")) {
            await().atMost(SOON).until(() -> output().contains("ONLY=this"));
        }
        assertThat(output()).doesNotContain("HOME=");
    }

    @Test
    void isTriedAgainWhenItsProgramIsMissing() {
        try (var child = child(folder.resolve("missing").toString())) {
            await().during(Duration.ofMillis(500))
                    .atMost(SOON)
                    .until(() -> RunFile.in(folder).read().isEmpty());
            assertThat(child).isNotNull();
        }
    }

    @Test
    void leftoversOfAKilledRunAreEnded() throws IOException {
        var left = new ProcessBuilder("sleep", "300").start();
        var database = new ProcessBuilder("sleep", "300").start();
        try {
            var run = RunFile.in(folder);
            run.put("router-service", RunFile.Entry.of(left.toHandle(), 1));
            run.put("postgres", RunFile.Entry.of(database.toHandle(), 2));

            assertThat(Leftovers.end(RunFile.in(folder))).isEqualTo(1);
            assertThat(left.isAlive()).isFalse();
            assertThat(database.isAlive()).isTrue();
        } finally {
            left.destroyForcibly();
            database.destroyForcibly();
        }
    }

    private String output() throws IOException {
        var file = folder.resolve("it.out");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
