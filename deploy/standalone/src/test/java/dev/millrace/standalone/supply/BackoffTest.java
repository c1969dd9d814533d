package dev.millrace.standalone.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff();

    @Test
    void doublesUpToFiveSeconds() {
        for (var expected : new long[] {200, 400, 800, 1600, 3200, 5000, 5000}) {
            assertThat(backoff.after(Duration.ZERO)).isEqualTo(Duration.ofMillis(expected));
        }
    }

    @Test
    void forgetsOnceTheThingHasLivedAWhile() {
        backoff.after(Duration.ZERO);
        backoff.after(Duration.ZERO);

        assertThat(backoff.after(Duration.ofSeconds(20))).isEqualTo(Duration.ofMillis(200));
    }
}
