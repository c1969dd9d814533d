package dev.millrace.provider.anthropic;

import dev.millrace.provider.protocol.RateHeaders;
import dev.millrace.provider.protocol.RetryAfter;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What Anthropic's headers tell of its limits; their resets are moments. */
final class AnthropicRates {

    private static final String PREFIX = "anthropic-ratelimit-";

    private AnthropicRates() {}

    static @Nullable RateLimits of(Head head) {
        return RateHeaders.orNull(
                RateHeaders.window(head, PREFIX + "requests-", ""),
                RateHeaders.window(head, PREFIX + "tokens-", ""),
                RateHeaders.window(head, PREFIX + "input-tokens-", ""),
                RateHeaders.window(head, PREFIX + "output-tokens-", ""));
    }

    /** What it asks for, else until what is used up is there again. */
    static @Nullable Duration pause(Head head) {
        Duration asked = RetryAfter.of(head);
        RateLimits rates = asked == null && head.status() == 429 ? of(head) : null;
        return rates == null ? asked : rates.pause();
    }
}
