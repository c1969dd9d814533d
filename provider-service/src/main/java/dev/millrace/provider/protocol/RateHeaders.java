package dev.millrace.provider.protocol;

import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the headers in which vendors tell what is left of their limits. */
public final class RateHeaders {

    private static final Pattern SPAN =
            Pattern.compile(
                    "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,12}(?:\\.\\d+)?)s)?"
                            + "(?:(\\d{1,12}(?:\\.\\d+)?)ms)?");

    /** No more than this: a number of Java's may also end in a letter. */
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(?:\\.\\d+)?");

    private static final Duration LONGEST = Duration.ofDays(1);

    private RateHeaders() {}

    /** OpenAI's, which many others have too; null when there are none. */
    public static @Nullable RateLimits openAi(Head head) {
        return orNull(
                window(head, "x-ratelimit-", "-requests"),
                window(head, "x-ratelimit-", "-tokens"),
                null,
                null);
    }

    /** Null when no window is known. */
    public static @Nullable RateLimits orNull(
            RateLimits.@Nullable Window requests,
            RateLimits.@Nullable Window tokens,
            RateLimits.@Nullable Window inputTokens,
            RateLimits.@Nullable Window outputTokens) {
        return requests == null && tokens == null && inputTokens == null && outputTokens == null
                ? null
                : new RateLimits(requests, tokens, inputTokens, outputTokens);
    }

    /**
     * The window of three headers whose names have {@code limit}, {@code remaining} and {@code
     * reset} between {@code before} and {@code after}; null without a limit and a remainder.
     */
    public static RateLimits.@Nullable Window window(Head head, String before, String after) {
        Long limit = number(head.header(before + "limit" + after));
        Long remaining = number(head.header(before + "remaining" + after));
        if (limit == null || remaining == null) {
            return null;
        }
        Duration reset =
                head.header(before + "reset" + after).map(text -> reset(text, head)).orElse(null);
        return new RateLimits.Window(limit, remaining, reset);
    }

    private static @Nullable Long number(Optional<String> text) {
        try {
            return text.map(value -> Math.max(0, Long.parseLong(value.trim()))).orElse(null);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** {@code 6m0s}, {@code 1.2}, or a moment, which the vendor's own clock dates. */
    private static @Nullable Duration reset(String text, Head head) {
        String value = text.trim();
        if (value.contains("T")) {
            return until(value, head.header("date").orElse(""));
        }
        if (SECONDS.matcher(value).matches()) {
            return shortened(Double.parseDouble(value));
        }
        Matcher span = SPAN.matcher(value);
        return value.isEmpty() || !span.matches()
                ? null
                : shortened(
                        part(span, 1) * 86_400
                                + part(span, 2) * 3_600
                                + part(span, 3) * 60
                                + part(span, 4)
                                + part(span, 5) / 1_000);
    }

    private static double part(Matcher span, int group) {
        String digits = span.group(group);
        return digits == null ? 0 : Double.parseDouble(digits);
    }

    private static Duration shortened(double seconds) {
        double millis = Math.min(seconds * 1_000, (double) LONGEST.toMillis());
        return Duration.ofMillis((long) Math.ceil(millis));
    }

    private static @Nullable Duration until(String moment, String now) {
        try {
            Instant then = OffsetDateTime.parse(moment).toInstant();
            Instant dated = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(now));
            Duration left = Duration.between(dated, then);
            return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) > 0 ? LONGEST : left;
        } catch (DateTimeException _) {
            return null;
        }
    }
}
