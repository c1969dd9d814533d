package dev.millrace.router.group;

import org.jspecify.annotations.Nullable;

/**
 * How a model at a provider has done lately.
 *
 * @param millis how long an answer took to begin, newer ones counting more; null when nobody knows
 * @param failing share of the calls that failed by the provider's fault, 0 to 1
 */
public record Load(@Nullable Double millis, double failing) {

    public static final Load UNKNOWN = new Load(null, 0);
}
