package dev.millrace.standalone.log;

import static java.util.Objects.requireNonNull;

import dev.millrace.standalone.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where reading begins. */
sealed interface From {

    /** The first record kept. */
    record Beginning() implements From {}

    /** What comes from now on. */
    record End() implements From {}

    /** The first record written at or after this time. */
    record Time(Instant instant) implements From {}

    /** This offset, in every partition. */
    record Offset(long offset) implements From {}

    Pattern AGO = Pattern.compile("(\\d{1,9})([smhd])");
    Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** {@code beginning}, {@code end}, an offset, {@code 10m} ago, or an ISO time. */
    static From parse(String text, Instant now) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("beginning")) {
            return new Beginning();
        }
        if (lower.equals("end")) {
            return new End();
        }
        if (NUMBER.matcher(lower).matches()) {
            return new Offset(Long.parseLong(lower));
        }
        var ago = AGO.matcher(lower);
        if (ago.matches()) {
            var amount = Long.parseLong(requireNonNull(ago.group(1)));
            return new Time(
                    now.minus(
                            switch (requireNonNull(ago.group(2))) {
                                case "s" -> Duration.ofSeconds(amount);
                                case "m" -> Duration.ofMinutes(amount);
                                case "h" -> Duration.ofHours(amount);
                                default -> Duration.ofDays(amount);
                            }));
        }
        try {
            return new Time(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new Refusal(
                    "--from takes beginning, end, an offset, a time ago such as 10m, or a time such as 2026-11-21T08:00:00Z",
                    e);
        }
    }
}
