package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    @TempDir private Path folder;

    @Test
    void ofTwoProcessesThatUnpackAtOnceTheSlowerUsesTheOthersCopy() throws IOException {
        var home = folder.resolve("home");
        for (var copy : new String[] {"first", "second"}) {
            var partial = Files.createDirectory(folder.resolve(copy));
            Files.writeString(partial.resolve("postgres"), copy);
            PostgresBinaries.settle(partial, home);
            assertThat(partial).doesNotExist();
        }

        assertThat(home.resolve("postgres")).hasContent("first");
    }
}
