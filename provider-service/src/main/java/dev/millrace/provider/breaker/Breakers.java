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
import org.jspecify.annotations.Nullable;

/**
 * One breaker for each model at each provider, of this instance. It opens when half of the calls of
 * the last seconds failed by the provider's fault; then one probe a pause is let through, and the
 * first that succeeds closes it.
 */
public final class Breakers {

    private final CircuitBreakerConfig settings;
    private final Map<Key, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    private record Key(String provider, String model) {}

    public Breakers(BreakerProperties properties) {
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
    public static final class Permit {

        private final CircuitBreaker breaker;
        private final long begun = System.nanoTime();

        private Permit(CircuitBreaker breaker) {
            this.breaker = breaker;
        }

        /**
         * The call has ended.
         *
         * @param failure null when it succeeded
         */
        public void ended(@Nullable ProviderFailure failure) {
            long nanos = System.nanoTime() - begun;
            if (failure instanceof ProviderFailure.Cancelled) {
                breaker.releasePermission();
            } else if (failure != null && Verdict.isProvidersFault(failure)) {
                breaker.onError(nanos, TimeUnit.NANOSECONDS, new Fault());
            } else {
                // A refusal is an answer too: whoever refuses is there.
                breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            }
        }

        /** There was no call. */
        public void unused() {
            breaker.releasePermission();
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
        CircuitBreaker breaker =
                breakers.computeIfAbsent(
                        new Key(provider, model),
                        key -> CircuitBreaker.of(key.provider() + "/" + key.model(), settings));
        return breaker.tryAcquirePermission() ? new Permit(breaker) : null;
    }

    /** {@code closed}, {@code open} or {@code half_open}, by model, of those called so far. */
    public Map<String, String> states(String provider) {
        Map<String, String> states = new TreeMap<>();
        breakers.forEach(
                (key, breaker) -> {
                    if (key.provider().equals(provider)) {
                        states.put(key.model(), word(breaker.getState()));
                    }
                });
        return states;
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
