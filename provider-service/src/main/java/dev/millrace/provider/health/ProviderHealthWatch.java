package dev.millrace.provider.health;

import dev.millrace.events.Owner;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.events.topic.Topics;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.registry.Registered;
import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Calls a provider down after some connections in a row that failed, and healthy again after the
 * first that worked; a provider that is down is asked for its models until it answers, because the
 * router may send it nothing. Changes are announced; the first sight of a provider is one, because
 * the topic may still tell of an earlier life's trouble.
 */
public final class ProviderHealthWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderHealthWatch.class);
    private static final int FAILURES = 5;
    private static final Duration PROBE_PAUSE = Duration.ofSeconds(5);

    private final Providers providers;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Map<String, State> states = new ConcurrentHashMap<>();

    /**
     * What is known of a provider here.
     *
     * @param health null until the first call
     */
    record State(@Nullable ProviderHealth health, int failures, @Nullable Instant since) {}

    private static final State UNKNOWN = new State(null, 0, null);

    ProviderHealthWatch(
            Providers providers, Outbox outbox, TransactionOperations transaction, Clock clock) {
        this.providers = providers;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A call has ended.
     *
     * @param failure null when it succeeded
     */
    public void observe(String provider, @Nullable ProviderFailure failure) {
        State before = states.getOrDefault(provider, UNKNOWN);
        if (failure == null
                && before.health() == ProviderHealth.HEALTHY
                && before.failures() == 0) {
            return;
        }
        ProviderHealth[] changed = new ProviderHealth[1];
        states.compute(
                provider,
                (_, state) -> {
                    State old = state == null ? UNKNOWN : state;
                    State next = after(old, failure);
                    if (next.health() != null && next.health() != old.health()) {
                        changed[0] = next.health();
                    }
                    return next;
                });
        if (changed[0] != null) {
            changed(provider, changed[0]);
        }
    }

    private State after(State old, @Nullable ProviderFailure failure) {
        if (failure == null) {
            return old.health() == ProviderHealth.HEALTHY
                    ? new State(old.health(), 0, old.since())
                    : new State(ProviderHealth.HEALTHY, 0, clock.instant());
        }
        if (!isUnreachable(failure)) {
            return old;
        }
        int failures = old.failures() + 1;
        return failures >= FAILURES && old.health() != ProviderHealth.DOWN
                ? new State(ProviderHealth.DOWN, failures, clock.instant())
                : new State(old.health(), failures, old.since());
    }

    private static boolean isUnreachable(ProviderFailure failure) {
        return failure instanceof ProviderFailure.Connection
                || (failure instanceof ProviderFailure.Timeout(Phase phase)
                        && phase == Phase.CONNECT);
    }

    /** Off the call's thread: the database is not on the way of a request. */
    private void changed(String provider, ProviderHealth health) {
        Thread.startVirtualThread(
                () -> {
                    try {
                        announce(provider, health);
                    } catch (RuntimeException e) {
                        LOG.warn(
                                "The health of {} could not be announced: {}",
                                provider,
                                e.toString());
                    }
                    if (health == ProviderHealth.DOWN) {
                        probe(provider);
                    }
                });
    }

    private void announce(String provider, ProviderHealth health) {
        LOG.info("Provider {} is {}", provider, health);
        transaction.executeWithoutResult(
                _ ->
                        outbox.add(
                                Topics.CATALOG,
                                "health/" + provider,
                                new ProviderHealthChanged(
                                        provider,
                                        new Owner("default", "default", "default"),
                                        health,
                                        clock.instant(),
                                        health == ProviderHealth.DOWN ? "unreachable" : "")));
    }

    private void probe(String provider) {
        while (health(provider) == ProviderHealth.DOWN) {
            try {
                Thread.sleep(PROBE_PAUSE);
                Registered known = providers.find(provider).orElse(null);
                if (known == null || known.accesses(clock.instant()).isEmpty()) {
                    return;
                }
                known.accesses(clock.instant()).getFirst().provider().models().models();
                observe(provider, null);
            } catch (ProviderException e) {
                if (!isUnreachable(e.failure())) {
                    // Whatever it says, it speaks.
                    observe(provider, null);
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private @Nullable ProviderHealth health(String provider) {
        return states.getOrDefault(provider, UNKNOWN).health();
    }

    /** By provider, in the order of their names; those not called yet are missing. */
    Map<String, State> states() {
        return new TreeMap<>(states);
    }
}
