package dev.millrace.standalone.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminKeyTest {

    @TempDir private Path folder;

    @BeforeEach
    void narrowFolder() throws IOException {
        allow(folder, "rwx------");
    }

    @Test
    void makesOneOnceAndKeepsIt() throws IOException {
        var made = AdminKey.of(Optional.empty(), folder);
        var kept = AdminKey.of(Optional.empty(), folder);

        assertThat(made.made()).isTrue();
        assertThat(made.value()).startsWith("sk-millrace-").hasSizeGreaterThan(50);
        assertThat(kept.made()).isFalse();
        assertThat(kept.value()).isEqualTo(made.value());
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(AdminKey.file(folder))))
                .isEqualTo("rw-------");
    }

    @Test
    void takesAGivenOneAndWritesItNowhere() {
        var given = "x".repeat(32);

        assertThat(AdminKey.of(Optional.of(given), folder).value()).isEqualTo(given);
        assertThat(AdminKey.file(folder)).doesNotExist();
    }

    @Test
    void refusesAGivenOneThatIsShort() {
        assertThatThrownBy(() -> AdminKey.of(Optional.of("x".repeat(31)), folder))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("at least 32 characters")
                .hasMessageNotContaining("xxx");
    }

    @Test
    void refusesAKeyThatOthersCanRead() throws IOException {
        AdminKey.of(Optional.empty(), folder);
        allow(AdminKey.file(folder), "rw-r--r--");

        assertThatThrownBy(() -> AdminKey.of(Optional.empty(), folder))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Others can reach the admin key");
    }

    @Test
    void refusesAFolderThatOthersEnter() throws IOException {
        AdminKey.of(Optional.empty(), folder);
        allow(folder, "rwxr-xr-x");

        assertThatThrownBy(() -> AdminKey.of(Optional.empty(), folder))
                .hasMessageContaining("it must be rwx------ at most");
    }

    @Test
    void refusesADamagedOne() throws IOException {
        AdminKey.of(Optional.empty(), folder);
        Files.writeString(AdminKey.file(folder), "sk-mill");

        assertThatThrownBy(() -> AdminKey.of(Optional.empty(), folder))
                .hasMessageContaining("is damaged");
    }

    @Test
    void doesNotShowItselfWhenPrinted() {
        assertThat(new AdminKey("secret", true).toString()).doesNotContain("secret");
    }

    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
