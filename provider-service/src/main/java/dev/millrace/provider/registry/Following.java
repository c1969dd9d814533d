package dev.millrace.provider.registry;

import dev.millrace.events.ProviderChanged;
import dev.millrace.log.view.ReadModel;
import dev.millrace.provider.credential.Vault;
import dev.millrace.provider.registry.Registered.Access;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps this instance's providers as the rows say: read at the start, after each announced change,
 * and now and then, in case one was missed. A provider that did not change stays the object it is.
 */
public final class Following implements ReadModel.Changes<SpecificRecord>, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final Duration NOW_AND_THEN = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ProviderRepository providers;
    private final CredentialRepository credentials;
    private final Vault vault;
    private final Adapters adapters;
    private final Providers current;
    private final Runnable before;
    private final Consumer<List<Registered>> after;
    private final Clock clock;
    private final Semaphore changes = new Semaphore(0);
    private Map<String, Registered> known = Map.of();
    private volatile boolean read;
    private volatile @Nullable Thread thread;

    /**
     * @param before what is to be done once before the first reading
     * @param after told of the active providers after each reading
     */
    Following(
            ProviderRepository providers,
            CredentialRepository credentials,
            Vault vault,
            Adapters adapters,
            Providers current,
            Runnable before,
            Consumer<List<Registered>> after,
            Clock clock) {
        this.providers = providers;
        this.credentials = credentials;
        this.vault = vault;
        this.adapters = adapters;
        this.current = current;
        this.before = before;
        this.after = after;
        this.clock = clock;
    }

    @Override
    public void on(String key, @Nullable SpecificRecord value) {
        if (value instanceof ProviderChanged || (value == null && key.startsWith("provider/"))) {
            changes.release();
        }
    }

    /** The rows were read at least once. */
    public boolean isRead() {
        return read;
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("providers").start(this::follow);
    }

    private void follow() {
        boolean prepared = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (!prepared) {
                    before.run();
                    prepared = true;
                }
                read();
                changes.tryAcquire(NOW_AND_THEN.toMillis(), TimeUnit.MILLISECONDS);
                changes.drainPermits();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("The providers could not be read: {}", e.toString());
                if (!isAwakeAfter(AGAIN)) {
                    return;
                }
            }
        }
    }

    private static boolean isAwakeAfter(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private void read() {
        Map<String, List<StoredCredential>> byProvider = new HashMap<>();
        credentials
                .all()
                .forEach(
                        each ->
                                byProvider
                                        .computeIfAbsent(each.provider(), _ -> new ArrayList<>())
                                        .add(each));
        List<Registered> active = new ArrayList<>();
        Map<String, Registered> next = new HashMap<>();
        for (StoredProvider stored : providers.all()) {
            if (!stored.active()) {
                continue;
            }
            Registered seen = known.get(stored.id());
            Registered now =
                    seen != null && seen.revision() == stored.revision()
                            ? seen
                            : registered(stored, byProvider.getOrDefault(stored.id(), List.of()));
            active.add(now);
            next.put(stored.id(), now);
        }
        known = next;
        current.set(active);
        read = true;
        after.accept(active);
    }

    private Registered registered(StoredProvider stored, List<StoredCredential> sealed) {
        ProviderSettings settings = stored.settings();
        Instant now = clock.instant();
        List<Access> accesses = new ArrayList<>();
        for (StoredCredential each : sealed) {
            if (each.isValid(now)) {
                vault.open(stored.id(), each.id(), each.sealed())
                        .ifPresent(
                                secret ->
                                        accesses.add(
                                                new Access(
                                                        each.id(),
                                                        each.validUntil(),
                                                        adapters.of(settings, secret))));
            }
        }
        boolean locked = accesses.isEmpty() && sealed.stream().anyMatch(each -> each.isValid(now));
        if (locked) {
            LOG.error(
                    "Provider {} is locked: no master key at hand opens its credentials. Put back"
                            + " the one that sealed them (MILLRACE_MASTER_KEY, or master.key in the"
                            + " data folder) and start again, or set a credential anew",
                    stored.id());
        } else if (accesses.isEmpty()) {
            accesses.add(new Access("", null, adapters.of(settings, "")));
        }
        return new Registered(settings, stored.revision(), List.copyOf(accesses), locked);
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
