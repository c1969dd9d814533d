package dev.millrace.gateway.people;

import dev.millrace.events.Lane;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is asked for a new key. Who it belongs to is `default` where nothing is said. */
record KeyRequest(
        @Nullable String name,
        @Nullable String tenant,
        @Nullable String team,
        @Nullable String user,
        @Nullable List<String> allowedModels,
        @Nullable List<String> lanes,
        @Nullable List<String> scopes,
        @Nullable Instant expiresAt) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}@._+-]{1,100}");
    private static final Pattern SCOPE = Pattern.compile("[a-z0-9:_-]{1,64}");
    private static final int LONGEST = 200;
    private static final int MOST = 100;

    void check(Instant now) {
        if (name == null || name.isBlank()) {
            throw ApiException.at("name", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        rule(name.length() <= LONGEST, "name", "1 – " + LONGEST + " characters");
        named(tenant, "tenant");
        named(team, "team");
        named(user, "user");
        List<String> models = orEmpty(allowedModels);
        rule(models.size() <= MOST, "allowed_models", "0 – " + MOST + " elements");
        for (int i = 0; i < models.size(); i++) {
            String model = models.get(i);
            rule(
                    !model.isBlank() && model.length() <= LONGEST,
                    "allowed_models[" + i + "]",
                    "1 – " + LONGEST + " characters");
        }
        for (int i = 0; i < orEmpty(scopes).size(); i++) {
            rule(
                    SCOPE.matcher(orEmpty(scopes).get(i)).matches(),
                    "scopes[" + i + "]",
                    SCOPE.pattern());
        }
        allowedLanes();
        rule(expiresAt == null || expiresAt.isAfter(now), "expires_at", "≥ " + now);
    }

    List<Lane> allowedLanes() {
        List<String> asked = orEmpty(lanes);
        for (int i = 0; i < asked.size(); i++) {
            String lane = asked.get(i);
            rule(
                    Arrays.stream(Lane.values()).anyMatch(l -> wireName(l).equals(lane)),
                    "lanes[" + i + "]",
                    "interactive, bulk");
        }
        return asked.stream().map(l -> Lane.valueOf(l.toUpperCase(Locale.ROOT))).toList();
    }

    static String wireName(Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT);
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static void named(@Nullable String value, String param) {
        rule(
                value == null || NAME.matcher(value).matches(),
                param,
                "1 – 100 letters, digits, @._+-");
    }

    private static void rule(boolean holds, String param, String allowed) {
        if (!holds) {
            throw ApiException.at(param, ErrorCode.INVALID_VALUE, allowed);
        }
    }
}
