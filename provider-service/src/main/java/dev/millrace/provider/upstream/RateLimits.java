package dev.millrace.provider.upstream;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor's headers told of its limits on us; null for each it did not tell of.
 *
 * @param tokens where it does not tell input and output apart
 */
public record RateLimits(
        @Nullable Window requests,
        @Nullable Window tokens,
        @Nullable Window inputTokens,
        @Nullable Window outputTokens) {

    /**
     * One limit.
     *
     * @param limit how much a whole window has
     * @param remaining what is left of it
     * @param reset until it is whole again; null when that was not told
     */
    public record Window(long limit, long remaining, @Nullable Duration reset) {}

    /** Until everything that is used up is there again; null when nothing is, or nobody knows. */
    public @Nullable Duration pause() {
        Duration longest = null;
        for (Window window : Arrays.asList(requests, tokens, inputTokens, outputTokens)) {
            Duration reset = window == null || window.remaining() > 0 ? null : window.reset();
            if (reset != null && (longest == null || reset.compareTo(longest) > 0)) {
                longest = reset;
            }
        }
        return longest;
    }
}
