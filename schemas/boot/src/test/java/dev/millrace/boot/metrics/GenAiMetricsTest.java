package dev.millrace.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GenAiMetricsTest {

    @Test
    void bucketsAreThoseOfTheConventions() {
        assertThat(GenAiMetrics.durationBuckets())
                .startsWith(Duration.ofMillis(10), Duration.ofMillis(20))
                .endsWith(Duration.ofMillis(40_960), Duration.ofMillis(81_920));
        assertThat(GenAiMetrics.tokenBuckets()).startsWith(1, 4, 16).endsWith(67_108_864);
        assertThat(GenAiMetrics.firstTokenBuckets())
                .hasSize(16)
                .isSorted()
                .endsWith(Duration.ofSeconds(10));
        assertThat(GenAiMetrics.perTokenBuckets())
                .hasSize(13)
                .isSorted()
                .endsWith(Duration.ofMillis(2500));
    }
}
