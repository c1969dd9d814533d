package dev.millrace.provider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.ProviderHealth;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.registry.Providers;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProviderHealthWatchTest {

    private static final ProviderFailure UNREACHABLE = new ProviderFailure.Connection("x");

    private final HealthTestSupport.MemoryOutbox outbox = new HealthTestSupport.MemoryOutbox();
    private final ProviderHealthWatch watch =
            HealthTestSupport.watch(Providers.of(List.of()), outbox);

    private @Nullable ProviderHealth health() {
        var state = watch.states().get("p");
        return state == null ? null : state.health();
    }

    private List<ProviderHealth> announced() {
        return outbox.announced.stream()
                .map(record -> ((ProviderHealthChanged) record).getHealth())
                .toList();
    }

    @Test
    void failedConnectionsInARowMakeItDownAndOneSuccessHealthy() {
        for (int i = 0; i < 4; i++) {
            watch.observe("p", UNREACHABLE);
        }
        assertThat(health()).isNull();
        watch.observe("p", UNREACHABLE);
        assertThat(health()).isEqualTo(ProviderHealth.DOWN);
        await().until(() -> announced().equals(List.of(ProviderHealth.DOWN)));
        watch.observe("p", null);
        assertThat(health()).isEqualTo(ProviderHealth.HEALTHY);
        await().until(
                        () ->
                                announced()
                                        .equals(
                                                List.of(
                                                        ProviderHealth.DOWN,
                                                        ProviderHealth.HEALTHY)));
    }

    @Test
    void aSuccessBetweenStartsTheCountAnew() {
        for (int i = 0; i < 20; i++) {
            watch.observe("p", UNREACHABLE);
            watch.observe("p", UNREACHABLE);
            watch.observe("p", null);
        }
        assertThat(health()).isEqualTo(ProviderHealth.HEALTHY);
        assertThat(Objects.requireNonNull(watch.states().get("p")).failures()).isZero();
    }

    @Test
    void whatAProviderRefusesDoesNotMakeItDown() {
        for (int i = 0; i < 50; i++) {
            watch.observe("p", new ProviderFailure.RateLimited(null, ""));
        }
        assertThat(health()).isNull();
    }
}
