package dev.millrace.telemetry.usage;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know, within what they may know: their own tenant, and without the scope
 * of an admin only themselves.
 *
 * @param from first hour, inclusive
 * @param to last hour, exclusive
 * @param groups at most three
 * @param filters values each row must have
 */
record UsageQuestion(
        Instant from, Instant to, List<Grouping> groups, Map<Grouping, String> filters, int limit) {

    static final int MOST_ROWS = 10_000;
    private static final int USUAL_ROWS = 1_000;
    private static final int MOST_GROUPS = 3;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration USUAL = Duration.ofDays(1);
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    /** Stands where a filter contradicts what the caller may see: nothing matches it. */
    private static final String NOBODY = "\0";

    /** Times that are no full hours are widened to them: usage is summed by the hour. */
    static UsageQuestion of(Map<String, String> params, Caller caller, Instant now) {
        refuseUnknown(params);
        Instant to = ceiling(time(params, "to", now));
        Instant from = time(params, "from", to.minus(USUAL)).truncatedTo(ChronoUnit.HOURS);
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw ApiException.at("from", ErrorCode.INVALID_VALUE, "to - 366d <= from < to");
        }
        Map<Grouping, String> filters = new EnumMap<>(Grouping.class);
        for (Grouping one : Grouping.values()) {
            String value = params.get(one.param());
            if (value != null && one.filters()) {
                filters.put(one, value);
            }
        }
        return new UsageQuestion(
                from, to, groups(params.get("group_by")), own(filters, caller), limit(params));
    }

    boolean isEmpty() {
        return filters.containsValue(NOBODY);
    }

    /** Another's tenant or user is answered like one that does not exist: with nothing. */
    private static Map<Grouping, String> own(Map<Grouping, String> filters, Caller caller) {
        restrict(filters, Grouping.TENANT, caller.tenant());
        if (!caller.isAdmin()) {
            restrict(filters, Grouping.USER, caller.user());
        }
        return filters;
    }

    private static void restrict(Map<Grouping, String> filters, Grouping by, String own) {
        String asked = filters.get(by);
        filters.put(by, asked == null || asked.equals(own) ? own : NOBODY);
    }

    private static List<Grouping> groups(@Nullable String param) {
        if (param == null || param.isBlank()) {
            return List.of();
        }
        List<Grouping> groups = new ArrayList<>();
        for (String name : param.split(",", -1)) {
            Grouping group =
                    Grouping.named(name.strip())
                            .orElseThrow(
                                    () -> ApiException.at("group_by", ErrorCode.INVALID_VALUE));
            if (!groups.contains(group)) {
                groups.add(group);
            }
        }
        if (groups.size() > MOST_GROUPS) {
            throw ApiException.at("group_by", ErrorCode.INVALID_VALUE, "<= " + MOST_GROUPS);
        }
        return List.copyOf(groups);
    }

    private static int limit(Map<String, String> params) {
        String value = params.get("limit");
        if (value == null) {
            return USUAL_ROWS;
        }
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MOST_ROWS) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Refused below, like any other value that is none.
        }
        throw ApiException.at("limit", ErrorCode.INVALID_VALUE, "1-" + MOST_ROWS);
    }

    private static Instant time(Map<String, String> params, String name, Instant usual) {
        String value = params.get(name);
        if (value == null) {
            return usual;
        }
        try {
            Instant time =
                    value.length() == 10
                            ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(value);
            if (time.isAfter(Instant.EPOCH) && time.isBefore(LAST)) {
                return time;
            }
        } catch (DateTimeException _) {
            // Refused below, like any other value that is none.
        }
        throw ApiException.at(name, ErrorCode.INVALID_VALUE, "2026-01-31, 2026-01-31T12:00:00Z");
    }

    private static Instant ceiling(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }

    /** A filter with a typing error would silently answer another question. */
    private static void refuseUnknown(Map<String, String> params) {
        for (String name : params.keySet()) {
            boolean known =
                    List.of("from", "to", "group_by", "limit").contains(name)
                            || Grouping.named(name).filter(Grouping::filters).isPresent();
            if (!known) {
                throw ApiException.at(name, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
    }
}
