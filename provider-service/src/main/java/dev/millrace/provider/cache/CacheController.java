package dev.millrace.provider.cache;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/llm/cache}: how much is kept, and its invalidation. Administrators have their own
 * tenant's; those of the house every tenant's, and {@code tenant=*} is all of them.
 */
@RestController
class CacheController {

    private static final String ALL = "*";
    private static final int LONGEST = 300;

    private final AnswerCache cache;
    private final InvalidationRepository repository;
    private final Duration ttl;
    private final Clock clock;

    CacheController(
            AnswerCache cache,
            InvalidationRepository repository,
            CacheProperties properties,
            Clock clock) {
        this.cache = cache;
        this.repository = repository;
        this.ttl = properties.ttl();
        this.clock = clock;
    }

    /**
     * What the instance that answers keeps.
     *
     * @param tenant null for all
     */
    record View(
            String object,
            @Nullable String tenant,
            long entries,
            long bytes,
            long hits,
            long misses,
            @JsonProperty("ttl_seconds") long ttlSeconds) {}

    /**
     * An invalidation; null takes any.
     *
     * @param removed how many answers the instance that tells it had; the others follow
     */
    record Invalidated(
            String object,
            String id,
            @Nullable String tenant,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String user,
            int removed) {}

    @GetMapping("/api/v1/llm/cache")
    View cache(HttpServletRequest request) {
        check(request, Set.of("tenant"));
        String tenant = tenant(request);
        AnswerCache.Size size = cache.size(tenant);
        return new View(
                "cache",
                tenant,
                size.entries(),
                size.bytes(),
                size.hits(),
                size.misses(),
                ttl.toSeconds());
    }

    @DeleteMapping("/api/v1/llm/cache")
    Invalidated invalidate(HttpServletRequest request) {
        // A parameter with a typing error would take more than was meant.
        check(request, Set.of("tenant", "provider", "model", "user"));
        Selection selection =
                new Selection(
                        tenant(request),
                        parameter(request, "provider"),
                        parameter(request, "model"),
                        parameter(request, "user"));
        long id = repository.add(selection, clock.instant());
        int removed = cache.remove(selection);
        return new Invalidated(
                "cache.invalidation",
                Long.toString(id),
                selection.tenant(),
                selection.provider(),
                selection.model(),
                selection.user(),
                removed);
    }

    private static void check(HttpServletRequest request, Set<String> known) {
        if (!Caller.of(request).isAdmin()) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        for (String name : request.getParameterMap().keySet()) {
            if (!known.contains(name)) {
                throw ApiException.at(name, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
    }

    /** Whether another tenant exists is nobody's business either: it is forbidden both ways. */
    private static @Nullable String tenant(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        String asked = parameter(request, "tenant");
        if (asked == null || asked.equals(caller.tenant())) {
            return caller.tenant();
        }
        if (!caller.runsHouse()) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        return asked.equals(ALL) ? null : asked;
    }

    private static @Nullable String parameter(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null) {
            return null;
        }
        String value = values[0];
        if (values.length > 1 || value.isBlank() || value.length() > LONGEST) {
            throw ApiException.at(
                    name, ErrorCode.INVALID_VALUE, "one name of 1 – " + LONGEST + " characters");
        }
        return value;
    }
}
