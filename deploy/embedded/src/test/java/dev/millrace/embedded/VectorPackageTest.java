package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VectorPackageTest {

    private static final Path KEY = Path.of("/key.gpg");

    @Test
    void theArchiveIsTheOneThatTheMachinesOwnScriptKnowsForItsRelease() throws Exception {
        assertThat(
                        VectorPackage.line(
                                KEY,
                                """
                                if [ -z "$HOST" ]; then
                                    HOST="archive.example"
                                    HOST="older.example"
                                fi
                                """,
                                """
                                ID=ubuntu
                                VERSION_CODENAME=noble
                                """))
                .isEqualTo(
                        "deb [signed-by=/key.gpg] https://archive.example/pub/repos/apt noble-pgdg"
                                + " main");
    }

    @Test
    void anAddressThatIsNotToldIsAReason() {
        assertThatThrownBy(() -> VectorPackage.line(KEY, "exit 1", "VERSION_CODENAME=noble"))
                .isInstanceOf(Unavailable.class);
    }
}
