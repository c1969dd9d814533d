package dev.millrace.provider.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.provider.catalog.CatalogRepository.StoredProvider;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/llm/providers}: what is configured. Credentials are kept nowhere it could see;
 * addresses are shown to administrators alone, because they tell of the operator's network.
 */
@RestController
class ProvidersController {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final CatalogRepository repository;

    ProvidersController(CatalogRepository repository) {
        this.repository = repository;
    }

    /**
     * A provider.
     *
     * @param address null for callers who are no administrators
     * @param discoveredAt when its models were read last; null until then
     * @param discoveryFailure the kind of the last reading's failure; null when it succeeded
     */
    record View(
            String id,
            String object,
            String kind,
            @Nullable String address,
            @JsonProperty("created_at") long createdAt,
            @JsonProperty("discovered_at") @Nullable Long discoveredAt,
            @JsonProperty("discovery_failure") @Nullable String discoveryFailure) {

        static View of(StoredProvider provider, boolean admin) {
            Instant discovered = provider.discovered();
            return new View(
                    provider.id(),
                    "provider",
                    provider.kind(),
                    admin ? provider.address() : null,
                    provider.since().getEpochSecond(),
                    discovered == null ? null : discovered.getEpochSecond(),
                    provider.failure());
        }
    }

    @GetMapping("/api/v1/llm/providers")
    Page<View> providers(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String after) {
        boolean admin = Caller.of(request).isAdmin();
        int size = PageCursor.limit(limit, USUAL, MOST);
        List<View> views =
                repository.providers().stream()
                        .filter(StoredProvider::configured)
                        .filter(provider -> after == null || provider.id().compareTo(after) > 0)
                        .sorted(java.util.Comparator.comparing(StoredProvider::id))
                        .limit(size + 1L)
                        .map(provider -> View.of(provider, admin))
                        .toList();
        return Page.of(views, size, View::id);
    }
}
