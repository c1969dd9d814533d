package dev.millrace.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.web.error.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class StorageTest {

    private static final long GIB = 1L << 30;

    private final AtomicLong free = new AtomicLong(100 * GIB);
    private final AdmissionProperties properties =
            new AdmissionProperties(
                    DataSize.ofMegabytes(1),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    DataSize.ofGigabytes(2),
                    5);

    @Test
    void refusesBelowTheLargerOfBothAndRecovers() {
        Storage large = new Storage(() -> new Storage.Space(free.get(), 1000 * GIB), properties);
        Storage small = new Storage(() -> new Storage.Space(free.get(), 10 * GIB), properties);
        free.set(49 * GIB);
        large.look();
        small.look();
        assertThatThrownBy(large::check).isInstanceOf(ApiException.class);
        assertThatCode(small::check).doesNotThrowAnyException();
        free.set(GIB);
        small.look();
        assertThatThrownBy(small::check).isInstanceOf(ApiException.class);
        free.set(100 * GIB);
        large.look();
        assertThat(large.full()).isFalse();
    }

    @Test
    void aDiskThatCannotBeAskedChangesNothing() {
        Storage storage =
                new Storage(
                        () -> {
                            throw new IOException("gone");
                        },
                        properties);
        storage.look();

        assertThat(storage.full()).isFalse();
    }

    @Test
    void asksTheDiskOfAFolderThatIsNotThereYet() throws IOException {
        assertThat(Storage.of(Path.of("not", "there", "yet")).space().total()).isPositive();
    }
}
