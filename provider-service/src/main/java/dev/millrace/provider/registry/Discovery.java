package dev.millrace.provider.registry;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Catalog;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.catalog.Provider;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the providers' lists of models in the background, each on a thread of its own: the start
 * waits for none, a list that cannot be read is asked for again soon, one that was read after the
 * refresh interval, one of a provider that changed at once. Pauses vary by a quarter, so that
 * instances do not ask in step.
 */
final class Discovery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Catalog catalog;
    private final ProviderRepository repository;
    private final KnownModels known;
    private final Duration refresh;
    private final Map<String, Reading> readings = new HashMap<>();

    private record Reading(long revision, Thread thread) {}

    Discovery(Catalog catalog, ProviderRepository repository, KnownModels known, Duration refresh) {
        this.catalog = catalog;
        this.repository = repository;
        this.known = known;
        this.refresh = refresh;
    }

    /** Reads the lists of those and of no others. */
    synchronized void follow(List<Registered> active) {
        Set<String> gone = new HashSet<>(readings.keySet());
        for (Registered each : active) {
            gone.remove(each.id());
            Reading reading = readings.get(each.id());
            if (reading != null && reading.revision() == each.revision()) {
                continue;
            }
            if (reading != null) {
                reading.thread().interrupt();
            }
            if (each.accesses().isEmpty()) {
                readings.remove(each.id());
                continue;
            }
            List<Provider> ways =
                    each.accesses().stream().map(Registered.Access::provider).toList();
            Thread thread =
                    Thread.ofVirtual()
                            .name("discovery-" + each.id())
                            .start(() -> read(ways, each.settings()));
            readings.put(each.id(), new Reading(each.revision(), thread));
        }
        for (String id : gone) {
            Reading reading = readings.remove(id);
            if (reading != null) {
                reading.thread().interrupt();
            }
        }
    }

    private void read(List<Provider> ways, ProviderSettings settings) {
        Duration pause = FIRST_PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                boolean read = readOnce(ways, settings);
                sleep(read ? refresh : pause);
                pause = read ? FIRST_PAUSE : longer(pause);
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                // The database is away: the next round finds it.
                LOG.warn("The models of {} could not be stored: {}", settings.id(), e.toString());
                try {
                    sleep(pause);
                } catch (InterruptedException _) {
                    return;
                }
                pause = longer(pause);
            }
        }
    }

    private boolean readOnce(List<Provider> ways, ProviderSettings settings)
            throws InterruptedException {
        ProviderFailure failure = new ProviderFailure.Authentication("");
        for (Provider way : ways) {
            try {
                List<String> names = way.models().models();
                catalog.discovered(way, names);
                LOG.info("Provider {} offers {} models", way.id(), names.size());
                return true;
            } catch (ProviderException e) {
                failure = e.failure();
                if (!(failure instanceof ProviderFailure.Authentication)) {
                    break;
                }
                // The vendor may not know the newest credential yet.
            }
        }
        List<String> shipped = known.of(settings.type().word());
        if (failure instanceof ProviderFailure.ModelNotFound && !shipped.isEmpty()) {
            // It has no list: what is known of it has to do.
            catalog.discovered(ways.getFirst(), shipped);
            return true;
        }
        String kind = failure.getClass().getSimpleName();
        LOG.warn("The models of {} could not be read: {}", settings.id(), kind);
        repository.discovered(settings.id(), null, kind);
        catalog.notDiscovered(ways.getFirst());
        return false;
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
    public synchronized void close() {
        readings.values().forEach(reading -> reading.thread().interrupt());
        readings.clear();
    }
}
