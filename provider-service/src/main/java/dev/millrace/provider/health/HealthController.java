package dev.millrace.provider.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.events.ProviderHealth;
import dev.millrace.provider.health.ProviderHealthWatch.State;
import dev.millrace.provider.registry.Providers;
import dev.millrace.web.page.Page;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/llm/health}: which providers can be reached, as this instance sees it. */
@RestController
class HealthController {

    private final Providers providers;
    private final ProviderHealthWatch watch;

    HealthController(Providers providers, ProviderHealthWatch watch) {
        this.providers = providers;
        this.watch = watch;
    }

    /**
     * A provider's health.
     *
     * @param health {@code unknown} until it was called
     */
    record View(
            String id,
            String object,
            String health,
            @JsonProperty("connection_failures") int failures,
            @Nullable Long since) {

        static View of(String id, @Nullable State state) {
            ProviderHealth health = state == null ? null : state.health();
            Instant since = state == null ? null : state.since();
            return new View(
                    id,
                    "provider.health",
                    health == null ? "unknown" : health.name().toLowerCase(Locale.ROOT),
                    state == null ? 0 : state.failures(),
                    since == null ? null : since.getEpochSecond());
        }
    }

    @GetMapping("/api/v1/llm/health")
    Page<View> health() {
        Map<String, State> states = watch.states();
        List<View> views =
                providers.all().stream()
                        .map(provider -> View.of(provider.id(), states.get(provider.id())))
                        .toList();
        return Page.of(views, Math.max(1, views.size()), View::id);
    }
}
