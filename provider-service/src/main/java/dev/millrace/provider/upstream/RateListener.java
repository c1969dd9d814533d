package dev.millrace.provider.upstream;

/** Hears what vendors tell of their limits. Called on the thread of the call: it must be quick. */
@FunctionalInterface
public interface RateListener {

    /** Hears nothing. */
    RateListener DEAF = (_, _) -> {};

    void told(Endpoint endpoint, RateLimits rates);
}
