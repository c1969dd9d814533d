package dev.millrace.provider.catalog;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the providers' lists of models in the background, each on a thread of its own: the start
 * waits for none, a list that cannot be read is asked for again soon, one that was read after the
 * refresh interval. Pauses vary by a quarter, so that instances do not ask in step.
 */
final class Discovery implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Providers providers;
    private final Catalog catalog;
    private final KnownModels known;
    private final Duration refresh;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    Discovery(Providers providers, Catalog catalog, KnownModels known, Duration refresh) {
        this.providers = providers;
        this.catalog = catalog;
        this.known = known;
        this.refresh = refresh;
    }

    @Override
    public void start() {
        running = true;
        Thread first =
                Thread.ofVirtual()
                        .name("discovery")
                        .start(
                                () -> {
                                    untilDone(() -> catalog.configured(providers));
                                    providers.all().forEach(this::follow);
                                });
        synchronized (threads) {
            threads.add(first);
        }
    }

    private void follow(Provider provider) {
        synchronized (threads) {
            if (running) {
                threads.add(
                        Thread.ofVirtual()
                                .name("discovery-" + provider.id())
                                .start(() -> read(provider)));
            }
        }
    }

    private void read(Provider provider) {
        Duration pause = FIRST_PAUSE;
        while (running) {
            try {
                boolean read = readOnce(provider);
                sleep(read ? refresh : pause);
                pause = read ? FIRST_PAUSE : longer(pause);
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                // The database is away: the next round finds it.
                LOG.warn("The models of {} could not be stored: {}", provider.id(), e.toString());
                try {
                    sleep(pause);
                } catch (InterruptedException _) {
                    return;
                }
                pause = longer(pause);
            }
        }
    }

    private boolean readOnce(Provider provider) throws InterruptedException {
        try {
            List<String> names = provider.models().models();
            catalog.discovered(provider, names);
            LOG.info("Provider {} offers {} models", provider.id(), names.size());
            return true;
        } catch (ProviderException e) {
            List<String> shipped = known.of(provider.id());
            if (e.failure() instanceof ProviderFailure.ModelNotFound && !shipped.isEmpty()) {
                // It has no list: what is known of it has to do.
                catalog.discovered(provider, shipped);
                return true;
            }
            String failure = e.failure().getClass().getSimpleName();
            LOG.warn("The models of {} could not be read: {}", provider.id(), failure);
            catalog.notDiscovered(provider, failure);
            return false;
        }
    }

    private void untilDone(Runnable work) {
        Duration pause = FIRST_PAUSE;
        while (running) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                LOG.warn("The catalog could not be stored: {}", e.toString());
                try {
                    sleep(pause);
                } catch (InterruptedException _) {
                    return;
                }
                pause = longer(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    private static void sleep(Duration pause) throws InterruptedException {
        double factor = 0.75 + ThreadLocalRandom.current().nextDouble() / 2;
        Thread.sleep(Duration.ofMillis((long) (pause.toMillis() * factor)));
    }

    @Override
    public void stop() {
        synchronized (threads) {
            running = false;
            threads.forEach(Thread::interrupt);
            threads.clear();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
