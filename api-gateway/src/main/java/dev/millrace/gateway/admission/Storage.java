package dev.millrace.gateway.admission;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second whether the disk under the data folder has room for what is about to be
 * promised (rule 12). The way of a request reads a flag.
 */
public final class Storage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Free and total bytes of a disk. */
    record Space(long free, long total) {}

    /** Asks the disk. */
    @FunctionalInterface
    interface Disk {
        Space space() throws IOException;
    }

    private final Disk disk;
    private final AdmissionProperties properties;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("storage-watch").factory());
    private volatile boolean full;

    Storage(Disk disk, AdmissionProperties properties) {
        this.disk = disk;
        this.properties = properties;
    }

    /** The disk that holds the folder, or will when the folder is made. */
    static Disk of(Path folder) {
        return () -> {
            Path place = folder.toAbsolutePath();
            while (!Files.exists(place) && place.getParent() != null) {
                place = place.getParent();
            }
            FileStore store = Files.getFileStore(place);
            return new Space(store.getUsableSpace(), store.getTotalSpace());
        };
    }

    void start() {
        look();
        var _ = watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    void look() {
        try {
            Space space = disk.space();
            long least =
                    Math.max(
                            properties.leastFree().toBytes(),
                            space.total() / 100 * properties.leastFreePercent());
            boolean now = space.free() < least;
            if (now != full) {
                LOG.warn(
                        "Free disk is {} MiB, the least is {} MiB: new requests are {}",
                        space.free() >> 20,
                        least >> 20,
                        now ? "refused" : "taken again");
            }
            full = now;
        } catch (IOException | RuntimeException e) {
            // A disk that cannot be asked is no reason to refuse work: the log will say.
            LOG.debug("The free disk could not be read", e);
        }
    }

    public boolean full() {
        return full;
    }

    /** Refuses when there is no room. */
    public void check() {
        if (full) {
            throw ApiException.of(ErrorCode.STORAGE_FULL).retryAfter(PAUSE);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
