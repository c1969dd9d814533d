package dev.millrace.web.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about the cache of answers, in the words of HTTP's {@code Cache-Control} (RFC
 * 9111, 5.2.1). Directives that mean nothing here are passed over, as the RFC demands.
 *
 * @param noStore neither look an answer up nor keep this one
 * @param noCache do not look one up, but keep this one
 * @param onlyIfCached call nobody
 * @param maxAge seconds an answer may be old; null when any that is kept will do
 */
public record CacheControl(
        boolean noStore, boolean noCache, boolean onlyIfCached, @Nullable Long maxAge) {

    /** Nothing is said. */
    public static final CacheControl UNSAID = new CacheControl(false, false, false, null);

    private static final long HOUR = 3_600;

    /** As long as a header may be. */
    public static final int LONGEST = 200;

    private static final int MOST_DIGITS = 9;

    /**
     * Reads a header's value.
     *
     * @throws IllegalArgumentException when it is too long, or a directive that means something has
     *     no value it can have; the message quotes nothing
     */
    public static CacheControl parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("too long");
        }
        CacheControl said = UNSAID;
        for (String directive : text.split(",", -1)) {
            int equals = directive.indexOf('=');
            String name = equals < 0 ? directive : directive.substring(0, equals);
            String value = equals < 0 ? "" : directive.substring(equals + 1).strip();
            said = said.with(name.strip().toLowerCase(Locale.ROOT), value);
        }
        return said;
    }

    /** What is meant by a plain yes or no: an answer of the last hour, or neither part of it. */
    public static CacheControl of(boolean wanted) {
        return wanted
                ? new CacheControl(false, false, false, HOUR)
                : new CacheControl(true, false, false, null);
    }

    private CacheControl with(String name, String value) {
        return switch (name) {
            case "no-store" -> new CacheControl(true, noCache, onlyIfCached, maxAge);
            case "no-cache" -> new CacheControl(noStore, true, onlyIfCached, maxAge);
            case "only-if-cached" -> new CacheControl(noStore, noCache, true, maxAge);
            case "max-age" -> new CacheControl(noStore, noCache, onlyIfCached, least(value));
            default -> this;
        };
    }

    /** Of several the strictest. */
    private long least(String value) {
        String digits =
                value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value;
        if (digits.isEmpty()
                || digits.length() > MOST_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("max-age is no number of seconds");
        }
        long seconds = Long.parseLong(digits);
        return maxAge == null ? seconds : Math.min(maxAge, seconds);
    }

    public boolean unsaid() {
        return equals(UNSAID);
    }

    /** The directives that mean something, in one order; empty when nothing is said. */
    public String text() {
        List<String> directives = new ArrayList<>();
        if (noStore) {
            directives.add("no-store");
        }
        if (noCache) {
            directives.add("no-cache");
        }
        if (maxAge != null) {
            directives.add("max-age=" + maxAge);
        }
        if (onlyIfCached) {
            directives.add("only-if-cached");
        }
        return String.join(", ", directives);
    }
}
