package dev.millrace.standalone.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {

    @TempDir private Path parent;

    @Test
    void makesAFolderThatOnlyItsOwnerEnters() throws IOException {
        var folder = parent.resolve("data");
        try (var place = Place.take(folder)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            assertThat(place.folder()).isEqualTo(folder);
            assertThat(place.kafka().getParent()).isEqualTo(folder);
            assertThat(place.postgres().getParent()).isEqualTo(folder);
            assertThat(place.logs()).isDirectory();
        }
    }

    @Test
    void refusesAFolderThatAnotherRunHolds() {
        try (var _ = Place.take(parent)) {
            assertThatThrownBy(() -> Place.take(parent))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("The data folder " + parent + " is in use by another run");
        }
        Place.take(parent).close();
    }

    @Test
    void refusesAFile() throws IOException {
        var file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> Place.take(file)).hasMessageContaining("is a file");
    }

    @Test
    void refusesAFolderItCannotWrite() throws IOException {
        var file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> Place.take(file.resolve("inside")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not writable");
    }
}
