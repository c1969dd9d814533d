package dev.millrace.provider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.simulator.Simulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthControllerTest {

    private final Providers providers =
            Providers.of(List.of(Simulator.provider(Clock.systemUTC(), Duration.ZERO)));
    private final ProviderHealthWatch watch = HealthTestSupport.watch(providers);
    private final HealthController controller = new HealthController(providers, watch);

    private HealthController.View only() {
        return controller.health().data().getFirst();
    }

    @Test
    void aProviderIsUnknownUntilItWasCalled() {
        assertThat(tuple(only().id(), only().health(), only().since()))
                .isEqualTo(tuple("simulator", "unknown", null));
        watch.observe("simulator", null);
        assertThat(only().health()).isEqualTo("healthy");
        assertThat(only().since()).isNotNull();
        watch.observe("simulator", new ProviderFailure.Connection(""));
        assertThat(only().failures()).isEqualTo(1);
    }
}
