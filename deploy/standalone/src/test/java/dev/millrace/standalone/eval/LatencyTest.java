package dev.millrace.standalone.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void aQuantileIsTheSmallestValueThatSoLargeAShareDoesNotExceed() {
        List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();

        assertThat(Latency.quantile(hundred, 0.5)).isEqualTo(50);
        assertThat(Latency.quantile(hundred, 0.95)).isEqualTo(95);
        assertThat(Latency.quantile(hundred, 1)).isEqualTo(100);
        assertThat(Latency.quantile(List.of(7.0), 0.5)).isEqualTo(7);
    }
}
