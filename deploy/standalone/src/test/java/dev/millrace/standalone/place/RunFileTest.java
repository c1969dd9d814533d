package dev.millrace.standalone.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.place.RunFile.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

    @TempDir private Path folder;

    @Test
    void isReadBackByTools() throws IOException {
        Files.createDirectories(folder.resolve("run"));
        var written = RunFile.in(folder);
        var mine = Entry.of(ProcessHandle.current(), 9092);
        written.put("kafka", mine);

        assertThat(RunFile.in(folder).read()).containsOnlyKeys("kafka").containsValue(mine);
        assertThat(Files.readString(folder.resolve("run/pids.json"))).contains("\"port\" : 9092");

        written.clear();
        assertThat(RunFile.in(folder).read()).isEmpty();
    }

    @Test
    void isWrittenLaterWhenItCannotBeWrittenNow() throws IOException {
        var mine = Entry.of(ProcessHandle.current(), 9092);
        RunFile.in(folder).put("kafka", mine);

        Files.createDirectories(folder.resolve("run"));

        await().until(() -> RunFile.in(folder).read().containsValue(mine));
    }

    @Test
    void isEmptyWhenThereIsNoneOrHalfOfOne() throws IOException {
        assertThat(RunFile.in(folder).read()).isEmpty();

        Files.createDirectories(folder.resolve("run"));
        Files.writeString(folder.resolve("run/pids.json"), "{\"kafka\": {\"pi");
        assertThat(RunFile.in(folder).read()).isEmpty();
    }

    @Test
    void takesAProcessWithTheSameNumberForAnotherWhenItStartedAtAnotherTime() {
        var mine = Entry.of(ProcessHandle.current(), 0);

        assertThat(mine.process()).isPresent();
        assertThat(new Entry(mine.pid(), 0, mine.started() - 1000).process()).isEmpty();
    }
}
