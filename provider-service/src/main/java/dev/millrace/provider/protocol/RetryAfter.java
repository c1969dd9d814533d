package dev.millrace.provider.protocol;

import dev.millrace.provider.upstream.Head;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a provider wants to be left alone. */
public final class RetryAfter {

    /** Whoever asks for more has made a mistake: it is known again after that. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * From {@code retry-after-ms}, else from {@code retry-after} in seconds, else for a refusal of
     * rate from {@code x-ratelimit-reset-*}; null for none of them.
     */
    public static @Nullable Duration of(Head head) {
        return head.header("retry-after-ms")
                .map(value -> pause(value, 1))
                .or(() -> head.header("retry-after").map(value -> pause(value, 1_000)))
                .or(() -> head.status() == 429 ? RateReset.of(head) : Optional.empty())
                .orElse(null);
    }

    /** No longer than a pause may be. */
    public static Duration bounded(Duration asked) {
        return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
    }

    private static @Nullable Duration pause(String value, int unitMillis) {
        try {
            double amount = Double.parseDouble(value.trim());
            if (!(amount >= 0)) {
                return null;
            }
            double millis = Math.min(amount * unitMillis, (double) LONGEST.toMillis());
            return Duration.ofMillis((long) Math.ceil(millis));
        } catch (NumberFormatException _) {
            // A date: its clock is not ours.
            return null;
        }
    }
}
