package dev.millrace.gateway.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    @TempDir Path folder;

    @Test
    void aFileIsMadeOnceForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("gateway").resolve("idempotency.key");

        byte[] first = Secret.of(file).of("x".getBytes(UTF_8));
        byte[] again = Secret.of(file).of("x".getBytes(UTF_8));

        assertThat(again).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder.resolve("gateway"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void partsDoNotRunIntoEachOther() {
        Secret secret = new Secret("0123456789".getBytes(UTF_8));

        assertThat(secret.of("ab".getBytes(UTF_8), "c".getBytes(UTF_8)))
                .isNotEqualTo(secret.of("a".getBytes(UTF_8), "bc".getBytes(UTF_8)));
    }
}
