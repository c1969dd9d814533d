package dev.millrace.provider.health;

import dev.millrace.events.Owner;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.events.topic.Topics;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.Verdict;
import dev.millrace.provider.health.HealthRepository.Check;
import dev.millrace.provider.health.HealthRepository.Row;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.registry.Registered;
import dev.millrace.store.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Checks providers, stores and announces what changed, and learns what other instances saw: one
 * thread that looks at the rows each second. A check is the cheapest call that a vendor has, its
 * list of models; each provider is checked by one instance, and by another when that one is gone.
 */
final class HealthChecks implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final Duration TURN = Duration.ofSeconds(1);

    private final HealthProperties properties;
    private final Providers providers;
    private final ProviderHealthWatch watch;
    private final HealthRepository repository;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final MeterRegistry meters;
    private final Clock clock;
    private final String instance = UUID.randomUUID().toString();
    private final Semaphore wake = new Semaphore(0);
    private final Set<String> underCheck = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> seen = new HashMap<>();
    private long looked = System.nanoTime();
    private volatile @Nullable Thread thread;

    HealthChecks(
            HealthProperties properties,
            Providers providers,
            ProviderHealthWatch watch,
            HealthRepository repository,
            Outbox outbox,
            TransactionOperations transaction,
            MeterRegistry meters,
            Clock clock) {
        this.properties = properties;
        this.providers = providers;
        this.watch = watch;
        this.repository = repository;
        this.outbox = outbox;
        this.transaction = transaction;
        this.meters = meters;
        this.clock = clock;
        watch.onChange(wake::release);
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("provider-health").start(this::follow);
    }

    private void follow() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                turn();
            } catch (RuntimeException e) {
                // The database is away: what changed is stored when it is back.
                LOG.warn("The health of providers could not be stored: {}", e.toString());
            }
            try {
                wake.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** Once around. */
    void turn() {
        Map<String, Registered> active = new HashMap<>();
        providers.all().forEach(each -> active.put(each.id(), each));
        watch.retain(active.keySet());
        seen.keySet().retainAll(active.keySet());
        if (System.nanoTime() - looked >= properties.look().toNanos()) {
            looked = System.nanoTime();
            watch.look();
        }
        store();
        Map<String, Registered> missing = new HashMap<>(active);
        for (Row row : repository.all()) {
            Registered provider = active.get(row.provider());
            if (provider != null && row.revision() >= provider.revision()) {
                missing.remove(row.provider());
                follow(row, provider);
            }
        }
        missing.forEach((id, provider) -> repository.begin(id, provider.revision()));
    }

    private void follow(Row row, Registered provider) {
        if (seen.getOrDefault(row.provider(), -1L) < row.version()) {
            seen.put(row.provider(), row.version());
            watch.adopt(row.provider(), row.state());
        }
        if (row.due()
                && !provider.accesses(clock.instant()).isEmpty()
                && underCheck.add(row.provider())) {
            boolean mine = false;
            try {
                mine = repository.claim(row.provider(), instance, pause(row.provider()));
            } finally {
                if (mine) {
                    Thread.ofVirtual().name("check-" + row.provider()).start(() -> check(provider));
                } else {
                    underCheck.remove(row.provider());
                }
            }
        }
    }

    private Duration pause(String provider) {
        return properties.pause(watch.state(provider), ThreadLocalRandom.current().nextDouble());
    }

    private void check(Registered provider) {
        String id = provider.id();
        try {
            Instant begun = clock.instant();
            long from = System.nanoTime();
            ProviderFailure failure = asked(provider);
            long nanos = System.nanoTime() - from;
            String code = failure == null ? "" : Verdict.of(failure).code().code();
            meters.timer("millrace.provider.check", "gen_ai.provider.name", id, "error.type", code)
                    .record(nanos, TimeUnit.NANOSECONDS);
            watch.take(id, Signal.ofCheck(failure));
            repository.checked(
                    id,
                    new Check(begun, (int) (nanos / 1_000_000), failure == null ? null : code),
                    pause(id));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("The check of {} could not be stored: {}", id, e.toString());
        } finally {
            underCheck.remove(id);
        }
    }

    /** Null when its list came, with whichever credential the vendor knows. */
    private @Nullable ProviderFailure asked(Registered provider) throws InterruptedException {
        ProviderFailure failure = null;
        for (Registered.Access access : provider.accesses(clock.instant())) {
            try {
                access.provider().models().models();
                return null;
            } catch (ProviderException e) {
                failure = e.failure();
                if (!(failure instanceof ProviderFailure.Authentication)) {
                    return failure;
                }
            }
        }
        return failure;
    }

    private void store() {
        List<String> changed = watch.takeChanged();
        for (String provider : changed) {
            try {
                transaction.executeWithoutResult(_ -> store(provider));
            } catch (RuntimeException e) {
                watch.giveBack(provider);
                throw e;
            }
        }
    }

    private void store(String provider) {
        State state = watch.state(provider);
        Row row = repository.lock(provider).orElse(null);
        ProviderHealth health = state.health();
        if (row == null || health == null) {
            return;
        }
        boolean same = row.state().health() == health && row.state().reason() == state.reason();
        if (!same) {
            repository.update(provider, state, row.version() + 1, pause(provider));
            LOG.info("Provider {} is {} {}", provider, health, state.reason().word());
            outbox.add(
                    Topics.CATALOG,
                    "health/" + provider,
                    new ProviderHealthChanged(
                            provider,
                            new Owner("default", "default", "default"),
                            health,
                            state.since() == null ? clock.instant() : state.since(),
                            state.reason().word()));
        }
        seen.put(provider, same ? row.version() : row.version() + 1);
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
