package dev.millrace.gateway.people;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Owner;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * API keys. An admin manages those of its tenant; the admin of tenant `default` runs the house and
 * manages everyone's. Others see their own.
 */
@RestController
@RequestMapping("/api/v1/keys")
final class KeyController {

    private final Keys keys;
    private final KeyRepository repository;
    private final Clock clock;

    KeyController(Keys keys, KeyRepository repository, Clock clock) {
        this.keys = keys;
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * A key as its owner sees it.
     *
     * @param key its text; only in the answer to its creation
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            String id,
            String object,
            @Nullable String key,
            String prefix,
            String name,
            String tenant,
            String team,
            String user,
            String status,
            Instant createdAt,
            @Nullable Instant expiresAt,
            List<String> allowedModels,
            List<String> lanes,
            List<String> scopes) {

        static Shown of(ApiKey key, @Nullable String text) {
            return new Shown(
                    key.id(),
                    "api_key",
                    text,
                    key.prefix(),
                    key.name(),
                    key.owner().getTenant(),
                    key.owner().getTeam(),
                    key.owner().getUser(),
                    key.status().name().toLowerCase(Locale.ROOT),
                    key.createdAt(),
                    key.expiresAt(),
                    key.allowedModels(),
                    key.lanes().stream().map(KeyRequest::wireName).toList(),
                    key.scopes());
        }

        /** Never with the key. */
        @Override
        public String toString() {
            return "Shown[" + id + "]";
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown create(@RequestBody KeyRequest asked, HttpServletRequest request) {
        Caller caller = admin(request);
        asked.check(clock.instant());
        if (asked.tenant() != null
                && !asked.tenant().equals(caller.tenant())
                && !caller.runsHouse()) {
            throw ApiException.at("tenant", ErrorCode.FORBIDDEN);
        }
        String text = KeyText.next();
        return Shown.of(keys.create(asked, text, caller.tenant()), text);
    }

    @GetMapping
    Page<Shown> list(
            @RequestParam(defaultValue = "") String after,
            @RequestParam(required = false) @Nullable Integer limit,
            HttpServletRequest request) {
        Caller caller = Caller.of(request);
        int size = PageCursor.limit(limit, 20, 100);
        List<ApiKey> found =
                repository.list(
                        caller.runsHouse() ? null : caller.tenant(),
                        caller.isAdmin() ? null : caller.user(),
                        after,
                        size + 1);
        return Page.of(found.stream().map(k -> Shown.of(k, null)).toList(), size, Shown::id);
    }

    @GetMapping("/{id}")
    Shown get(@PathVariable String id, HttpServletRequest request) {
        return Shown.of(find(Caller.of(request), id), null);
    }

    @DeleteMapping("/{id}")
    Shown revoke(@PathVariable String id, HttpServletRequest request) {
        ApiKey key = find(Caller.of(request), id);
        admin(request);
        return Shown.of(keys.revoke(key), null);
    }

    private ApiKey find(Caller caller, String id) {
        Caller reader = caller.runsHouse() ? within(caller, id) : caller;
        return Owned.find(reader, id, repository::find, ApiKey::owner);
    }

    /** The house's admin looks into each tenant as its admin would. */
    private Caller within(Caller caller, String id) {
        String tenant =
                repository
                        .find(id)
                        .map(ApiKey::owner)
                        .map(Owner::getTenant)
                        .orElse(caller.tenant());
        return new Caller(
                tenant,
                caller.team(),
                caller.user(),
                caller.keyId(),
                caller.scopes(),
                caller.allowedModels());
    }

    private static Caller admin(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (!caller.isAdmin()) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        return caller;
    }
}
