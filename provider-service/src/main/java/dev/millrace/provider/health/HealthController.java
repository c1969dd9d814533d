package dev.millrace.provider.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.provider.health.HealthRepository.Check;
import dev.millrace.provider.health.HealthRepository.Row;
import dev.millrace.provider.registry.Providers;
import dev.millrace.web.page.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/llm/health}: how the active providers are, as all instances together see it. */
@RestController
final class HealthController {

    private final Providers providers;
    private final HealthRepository repository;

    HealthController(Providers providers, HealthRepository repository) {
        this.providers = providers;
        this.repository = repository;
    }

    /**
     * A provider's health.
     *
     * @param health {@code unknown} until it was called or checked
     * @param reason empty when it is healthy
     */
    record View(
            String id,
            String object,
            String health,
            String reason,
            @Nullable Long since,
            @JsonProperty("last_check") @Nullable CheckView check) {

        static View of(String id, @Nullable Row row) {
            State state = row == null ? State.UNKNOWN : row.state();
            String word = HealthRepository.word(state.health());
            Instant since = state.since();
            return new View(
                    id,
                    "provider.health",
                    word == null ? "unknown" : word,
                    state.reason().word(),
                    since == null ? null : since.getEpochSecond(),
                    row == null ? null : CheckView.of(row.check()));
        }
    }

    /**
     * A check.
     *
     * @param code why it failed; null when all was well
     */
    record CheckView(
            long at, boolean ok, @Nullable String code, @JsonProperty("latency_ms") int latency) {

        static @Nullable CheckView of(@Nullable Check check) {
            return check == null
                    ? null
                    : new CheckView(
                            check.at().getEpochSecond(),
                            check.failure() == null,
                            check.failure(),
                            check.latencyMillis());
        }
    }

    @GetMapping("/api/v1/llm/health")
    Page<View> health() {
        Map<String, Row> rows =
                repository.all().stream()
                        .collect(Collectors.toMap(Row::provider, Function.identity()));
        List<View> views =
                providers.all().stream()
                        .map(provider -> View.of(provider.id(), rows.get(provider.id())))
                        .toList();
        return Page.of(views, Math.max(1, views.size()), View::id);
    }
}
