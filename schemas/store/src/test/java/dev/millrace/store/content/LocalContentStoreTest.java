package dev.millrace.store.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalContentStoreTest extends ContentStoreContract {

    @TempDir private Path temporary;
    private final List<LocalContentStore> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (LocalContentStore store : opened) {
            store.close();
        }
    }

    @Override
    LocalContentStore store() throws IOException {
        LocalContentStore store = new LocalContentStore(folder(), LIMIT);
        opened.add(store);
        return store;
    }

    @Override
    int kept() throws IOException {
        return files().size();
    }

    @Test
    void onlyTheOwnerCanRead() throws IOException {
        store().put(new ByteArrayInputStream(new byte[10]));
        try (Stream<Path> all = Files.walk(folder())) {
            assertThat(all)
                    .allSatisfy(
                            path ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(path)))
                                            .isEqualTo(
                                                    Files.isDirectory(path)
                                                            ? "rwx------"
                                                            : "rw-------"));
        }
    }

    @Test
    void anotherProcessReadsWhatWasPut() throws IOException {
        String name = store().put(new ByteArrayInputStream(new byte[10]));
        assertThat(store().size(name)).isEqualTo(10);
    }

    @Test
    void aBodyUnderWayIsInvisibleAndSurvivesTheStartOfOthers() throws Exception {
        LocalContentStore store = store();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        InputStream slow =
                new InputStream() {
                    private int sent;

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        sent++;
                        if (sent == 2) {
                            begun.countDown();
                            try {
                                goOn.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        }
                        return sent > 3 ? -1 : 1000;
                    }

                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }
                };
        CompletableFuture<String> name =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return store.put(slow);
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        begun.await();
        assertThat(files()).hasSize(1).allMatch(file -> file.startsWith(unfinished()));
        store();
        goOn.countDown();
        assertThat(store.size(name.get())).isEqualTo(3000);
        assertThat(files()).hasSize(1).noneMatch(file -> file.startsWith(unfinished()));
    }

    @Test
    void whatAKilledProcessLeftIsSweptAtTheNextStart() throws Exception {
        store().put(new ByteArrayInputStream(new byte[10]));
        Process killed =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-cp",
                                String.valueOf(System.getProperty("java.class.path")),
                                HalfWriter.class.getName(),
                                folder().toString())
                        .redirectErrorStream(true)
                        .start();
        assertThat(killed.inputReader().readLine()).isEqualTo("half written");
        store();
        assertThat(files()).as("its writer lives").hasSize(2);
        killed.destroyForcibly().waitFor();
        store();
        assertThat(files()).as("its writer is dead").hasSize(1);
        try (Stream<Path> locks = Files.list(unfinished())) {
            assertThat(locks).as("locks of the living").hasSize(opened.size());
        }
    }

    /** A process that never finishes its write. */
    static final class HalfWriter {
        public static void main(String[] folder) throws IOException {
            new LocalContentStore(Path.of(folder[0]), LIMIT)
                    .put(
                            new InputStream() {
                                private boolean begun;

                                @Override
                                public int read(byte[] into, int offset, int length) {
                                    if (!begun) {
                                        begun = true;
                                        return 1000;
                                    }
                                    System.out.println("half written");
                                    new java.util.concurrent.Semaphore(0).acquireUninterruptibly();
                                    return -1;
                                }

                                @Override
                                public int read() {
                                    throw new UnsupportedOperationException();
                                }
                            });
        }
    }

    @Test
    void leftoversWithoutTheirLockAreSweptToo() throws IOException {
        store();
        Files.write(unfinished().resolve("0199c0de-0000-4000-8000-000000000001-abc"), new byte[10]);
        store();
        assertThat(files()).isEmpty();
    }

    private Path folder() {
        return temporary.resolve("content");
    }

    private Path unfinished() {
        return folder().resolve("unfinished");
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(folder())) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder())) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        }
    }
}
