package dev.millrace.provider.cache;

import dev.millrace.provider.cache.InvalidationRepository.Invalidation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks for invalidations, whichever instance made them, in the background. While the database
 * cannot be read it does not know of any, and says so.
 */
final class Invalidations implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

    /** Looks that may fail before what is kept is no longer served. */
    private static final int FAILED_LOOKS = 20;

    private final InvalidationRepository repository;
    private final Duration every;
    private final List<Consumer<Selection>> told = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile long seen = -1;
    private volatile long lastLook;

    Invalidations(InvalidationRepository repository, Duration every) {
        this.repository = repository;
        this.every = every;
    }

    /** Tells {@code remove} of every one from now on. */
    void tell(Consumer<Selection> remove) {
        told.add(remove);
    }

    /** Everything that was invalidated a moment ago is known here. */
    boolean current() {
        return seen >= 0
                && System.nanoTime() - lastLook < every.multipliedBy(FAILED_LOOKS).toNanos();
    }

    /** Looks once. */
    void look() {
        long began = System.nanoTime();
        if (seen < 0) {
            // Nothing older can mean what is kept here: nothing was kept.
            seen = repository.newest();
        }
        for (Invalidation each : repository.after(seen)) {
            told.forEach(remove -> remove.accept(each.selection()));
            seen = each.id();
        }
        lastLook = began;
    }

    private void run(CountDownLatch end) {
        boolean failed = false;
        try {
            do {
                try {
                    look();
                    failed = false;
                } catch (RuntimeException e) {
                    if (!failed) {
                        LOG.warn("Invalidations of the cache cannot be read: {}", e.toString());
                    }
                    failed = true;
                }
            } while (!end.await(every.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        CountDownLatch end = new CountDownLatch(1);
        stopped = end;
        Thread.ofVirtual().name("cache-invalidations").start(() -> run(end));
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }
}
