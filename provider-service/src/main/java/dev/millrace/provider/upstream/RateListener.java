package dev.millrace.provider.upstream;

/** Hears what vendors tell of their limits. Called on the thread of the call: it must be quick. */
@FunctionalInterface
public interface RateListener {

    /** Hears nothing. */
    RateListener DEAF = (_, _, _) -> {};

    /**
     * Hears what the answer to one call told.
     *
     * @param model the one that was called: vendors limit each by itself, or families of them
     */
    void told(Endpoint endpoint, String model, RateLimits rates);
}
