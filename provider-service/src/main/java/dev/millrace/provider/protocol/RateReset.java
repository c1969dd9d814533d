package dev.millrace.provider.protocol;

import dev.millrace.provider.upstream.Head;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * When a rate that is used up begins anew, by OpenAI's headers: {@code x-ratelimit-remaining-} and
 * {@code x-ratelimit-reset-}, of {@code requests} and of {@code tokens}.
 */
final class RateReset {

    private static final String START = "x-ratelimit-";

    /** {@code 6m0s}, {@code 1h2m3.5s}, {@code 120ms}; Azure's are bare seconds. */
    private static final Pattern TIME =
            Pattern.compile(
                    "(?:(\\d{1,3})h)?(?:(\\d{1,5})m(?!s))?(?:(\\d{1,6}(?:\\.\\d{1,9})?)(?:s|$))?"
                            + "(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

    private RateReset() {}

    /** The longest of those that are used up; empty when none is, or none says when. */
    static Optional<Duration> of(Head head) {
        return Stream.of("requests", "tokens")
                .filter(
                        rate ->
                                head.header(START + "remaining-" + rate)
                                        .map(left -> left.trim().equals("0"))
                                        .orElse(false))
                .flatMap(rate -> head.header(START + "reset-" + rate).stream())
                .flatMap(time -> time(time.trim()).stream())
                .max(Duration::compareTo)
                .map(RetryAfter::bounded);
    }

    private static Optional<Duration> time(String text) {
        Matcher parts = TIME.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            return Optional.empty();
        }
        double millis =
                amount(parts, 1) * 3_600_000
                        + amount(parts, 2) * 60_000
                        + amount(parts, 3) * 1_000
                        + amount(parts, 4);
        return Optional.of(Duration.ofMillis((long) Math.ceil(millis)));
    }

    private static double amount(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Double.parseDouble(digits);
    }
}
