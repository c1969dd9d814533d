package dev.millrace.provider.health;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.Verdict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The health of providers as this instance sees it, from live calls and checks. Nothing here waits:
 * what changed is stored and announced by {@link HealthChecks}.
 */
public final class ProviderHealthWatch {

    private final Thresholds thresholds;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private volatile Runnable onChange = () -> {};

    private record Watched(
            AtomicReference<State> state, LongAdder ended, LongAdder faulty, Gauge gauge) {}

    ProviderHealthWatch(Thresholds thresholds, Clock clock, MeterRegistry meters) {
        this.thresholds = thresholds;
        this.clock = clock;
        this.meters = meters;
    }

    /** Woken when there is something to store. */
    void onChange(Runnable wake) {
        onChange = wake;
    }

    /**
     * A live call has ended.
     *
     * @param failure null when it succeeded
     */
    public void observe(String provider, @Nullable ProviderFailure failure) {
        Watched its = watched(provider);
        its.ended().increment();
        if (failure != null && Verdict.isProvidersFault(failure)) {
            its.faulty().increment();
        }
        Signal signal = Signal.ofCall(failure);
        if (signal != null
                && !(signal instanceof Signal.Answered && its.state().get().isSettled())) {
            take(provider, signal);
        }
    }

    void take(String provider, Signal signal) {
        AtomicReference<State> state = watched(provider).state();
        State before = state.getAndUpdate(old -> old.after(signal, thresholds, clock.instant()));
        State after = state.get();
        if (before.health() != after.health() || before.reason() != after.reason()) {
            changed.add(provider);
            onChange.run();
        }
    }

    /** Looks at the live calls since it last did. */
    void look() {
        watched.forEach(
                (provider, its) ->
                        take(
                                provider,
                                new Signal.Calls(
                                        its.ended().sumThenReset(), its.faulty().sumThenReset())));
    }

    /** What another instance has seen, or this one before it ended. */
    void adopt(String provider, State seen) {
        if (!changed.contains(provider)) {
            watched(provider).state().set(seen);
        }
    }

    /** Forgets all providers but those. */
    void retain(Collection<String> providers) {
        for (String provider : List.copyOf(watched.keySet())) {
            if (!providers.contains(provider)) {
                Watched its = watched.remove(provider);
                changed.remove(provider);
                if (its != null) {
                    meters.remove(its.gauge());
                }
            }
        }
    }

    /** Providers whose change is not stored yet; whoever asks has to store them. */
    List<String> takeChanged() {
        List<String> taken = List.copyOf(changed);
        taken.forEach(changed::remove);
        return taken;
    }

    /** It could not be stored. */
    void giveBack(String provider) {
        changed.add(provider);
    }

    State state(String provider) {
        Watched its = watched.get(provider);
        return its == null ? State.UNKNOWN : its.state().get();
    }

    private Watched watched(String provider) {
        Watched its = watched.get(provider);
        return its != null ? its : watched.computeIfAbsent(provider, this::begin);
    }

    private Watched begin(String provider) {
        AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);
        Gauge gauge =
                Gauge.builder("millrace.provider.health", state, its -> number(its.get()))
                        .description("1 healthy, 0.5 degraded, 0 down")
                        .tag("gen_ai.provider.name", provider)
                        .register(meters);
        return new Watched(state, new LongAdder(), new LongAdder(), gauge);
    }

    private static double number(State state) {
        return switch (state.health()) {
            case null -> Double.NaN;
            case HEALTHY -> 1;
            case DEGRADED -> 0.5;
            case DOWN -> 0;
        };
    }
}
