package dev.millrace.store.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every content store does. */
abstract class ContentStoreContract {

    static final int LIMIT = 300_000;

    /** An empty store that takes bodies up to {@link #LIMIT}. */
    abstract ContentStore store() throws IOException;

    /** How many bodies lie in it, unfinished ones included. */
    abstract int kept() throws IOException;

    @Test
    void givesBackWhatWasPut() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ContentStore store = store();
        for (int i = 0; i < 100; i++) {
            byte[] content = new byte[i == 0 ? 0 : random.nextInt(i * 1500)];
            random.nextBytes(content);
            String name = store.put(new ByteArrayInputStream(content));
            assertThat(store.size(name)).as("seed %s", seed).isEqualTo(content.length);
            try (InputStream read = store.open(name)) {
                assertThat(read.readAllBytes()).as("seed %s", seed).isEqualTo(content);
            }
        }
    }

    @Test
    void namesAreRandomAndTellNothingOfTheContent() throws IOException {
        ContentStore store = store();
        HashSet<String> names = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            names.add(store.put(new ByteArrayInputStream(new byte[] {1, 2, 3})));
        }
        assertThat(names).hasSize(100).allMatch(name -> name.matches("[0-9a-z-]{32,64}"));
    }

    @Test
    void deletedContentIsGone() throws IOException {
        ContentStore store = store();
        String name = store.put(new ByteArrayInputStream(new byte[10]));
        store.delete(name);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> store.open(name));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> store.size(name));
        assertThatNoException().isThrownBy(() -> store.delete(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../../etc/passwd",
                "/etc/passwd",
                "ab/../../../etc/passwd",
                "a\0b",
                "0123456789ABCDEF0123456789ABCDEF01234567",
                "0123456789abcdef0123456789abcdef01234567/",
                "0123456789abcdef0123456789abcdef01234567"
            })
    void aNameThatNamesNothingIsUnknownWhateverItLooksLike(String name) throws IOException {
        ContentStore store = store();
        store.put(new ByteArrayInputStream(new byte[10]));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> store.open(name));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> store.size(name));
        assertThatNoException().isThrownBy(() -> store.delete(name));
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void aBodyOverTheLimitLeavesNothing() throws IOException {
        ContentStore store = store();
        store.put(new ByteArrayInputStream(new byte[LIMIT]));
        assertThatExceptionOfType(ContentStore.TooLarge.class)
                .isThrownBy(() -> store.put(new ByteArrayInputStream(new byte[LIMIT + 1])))
                .satisfies(e -> assertThat(e.limit()).isEqualTo(LIMIT));
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void aBodyThatBreaksOffLeavesNothing() throws IOException {
        ContentStore store = store();
        InputStream breaking =
                new SequenceInputStream(
                        new ByteArrayInputStream(new byte[100_000]),
                        new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("the client has gone");
                            }

                            @Override
                            public int read(byte[] into, int offset, int length)
                                    throws IOException {
                                return read();
                            }
                        });
        assertThatIOException()
                .isThrownBy(() -> store.put(breaking))
                .withMessage("the client has gone");
        assertThat(kept()).isZero();
    }

    @Test
    void manyMayPutAtOnce() throws Exception {
        ContentStore store = store();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> names = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] content = new byte[1000 + i];
                names.add(threads.submit(() -> store.put(new ByteArrayInputStream(content))));
            }
            for (int i = 0; i < names.size(); i++) {
                assertThat(store.size(names.get(i).get())).isEqualTo(1000 + i);
            }
        }
        assertThat(kept()).isEqualTo(100);
    }
}
