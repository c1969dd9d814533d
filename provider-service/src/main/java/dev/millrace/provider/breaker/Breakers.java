package dev.millrace.provider.breaker;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.Verdict;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One breaker for each model at each provider, of this instance. It opens when half of the calls of
 * the last seconds failed by the provider's fault, or as many in a row as are needed to tell; then
 * one probe a pause is let through, and the first that succeeds closes it.
 */
public final class Breakers {

    private final CircuitBreakerConfig settings;
    private final int inRow;
    private final Map<Key, Kept> breakers = new ConcurrentHashMap<>();

    private record Key(String provider, String model) {}

    /** A breaker, and how many calls have failed since one succeeded. */
    private record Kept(CircuitBreaker breaker, AtomicInteger failures) {}

    public Breakers(BreakerProperties properties) {
        this.inRow = properties.calls();
        this.settings =
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.TIME_BASED)
                        .slidingWindowSize((int) properties.window().toSeconds())
                        .minimumNumberOfCalls(properties.calls())
                        .failureRateThreshold(properties.failurePercent())
                        .waitDurationInOpenState(properties.pause())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build();
    }

    /** Whoever got it makes one call and says how it went. */
    public final class Permit {

        private final CircuitBreaker breaker;
        private final AtomicInteger failures;
        private final boolean probe;
        private final long begun = System.nanoTime();

        private Permit(Kept kept) {
            this.breaker = kept.breaker();
            this.failures = kept.failures();
            this.probe = breaker.getState() == State.HALF_OPEN;
        }

        /** False when the model has been left alone since: who waited in line calls nobody now. */
        public boolean isStillGood() {
            return probe || breaker.getState() == State.CLOSED;
        }

        /**
         * The call has ended.
         *
         * @param failure null when it succeeded
         */
        public void ended(@Nullable ProviderFailure failure) {
            if (failure instanceof ProviderFailure.Cancelled) {
                unused();
                return;
            }
            if (!isStillGood()) {
                // An old call says nothing of how the model does now: that is for the probe to say.
                return;
            }
            long nanos = System.nanoTime() - begun;
            if (failure != null && Verdict.isProvidersFault(failure)) {
                breaker.onError(nanos, TimeUnit.NANOSECONDS, new Fault());
                if (failures.incrementAndGet() >= inRow) {
                    openOnce();
                }
            } else {
                // A refusal is an answer too: whoever refuses is there.
                failures.set(0);
                breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            }
        }

        /** After much traffic half of a window is long in coming. */
        private void openOnce() {
            synchronized (failures) {
                if (breaker.getState() == State.CLOSED) {
                    breaker.transitionToOpenState();
                }
            }
        }

        /** There was no call. */
        public void unused() {
            if (probe) {
                breaker.releasePermission();
            }
        }
    }

    /** Breakers count exceptions. */
    private static final class Fault extends Exception {

        Fault() {
            super("fault", null, false, false);
        }
    }

    /** Null while the model is to be left alone. */
    public @Nullable Permit acquire(String provider, String model) {
        Kept kept =
                breakers.computeIfAbsent(
                        new Key(provider, model),
                        key ->
                                new Kept(
                                        CircuitBreaker.of(
                                                key.provider() + "/" + key.model(), settings),
                                        new AtomicInteger()));
        return kept.breaker().tryAcquirePermission() ? new Permit(kept) : null;
    }

    /** {@code closed}, {@code open} or {@code half_open}, by model, of those called so far. */
    public Map<String, String> states(String provider) {
        Map<String, String> states = new TreeMap<>();
        breakers.forEach(
                (key, kept) -> {
                    if (key.provider().equals(provider)) {
                        states.put(key.model(), word(kept.breaker().getState()));
                    }
                });
        return states;
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
