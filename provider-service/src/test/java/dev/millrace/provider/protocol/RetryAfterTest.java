package dev.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.upstream.Head;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    @ParameterizedTest
    @CsvSource({
        "6m0s,360000",
        "1s,1000",
        "120ms,120",
        "1m30.5s,90500",
        "1h2m3s,3723000",
        "17,17000",
        "0,0",
        "0.25,250"
    })
    void aRateThatIsUsedUpSaysWhenItBeginsAnew(String reset, long millis) {
        assertThat(
                        RetryAfter.of(
                                new Head(
                                        429,
                                        Map.of(
                                                "x-ratelimit-remaining-tokens",
                                                "0",
                                                "x-ratelimit-reset-tokens",
                                                reset))))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void onlyWhatIsUsedUpCountsAndWhatSaysNothingIsNothing() {
        Map<String, String> both =
                Map.of(
                        "x-ratelimit-remaining-requests", "0",
                        "x-ratelimit-reset-requests", "2s",
                        "x-ratelimit-remaining-tokens", "5",
                        "x-ratelimit-reset-tokens", "1h");
        assertThat(RetryAfter.of(new Head(429, both))).isEqualTo(Duration.ofSeconds(2));
        assertThat(RetryAfter.of(new Head(503, both))).isNull();
        for (String nonsense : new String[] {"", "soon", "1h1h", "-3s", "99999999999999h"}) {
            assertThat(
                            RetryAfter.of(
                                    new Head(
                                            429,
                                            Map.of(
                                                    "x-ratelimit-remaining-requests",
                                                    "0",
                                                    "x-ratelimit-reset-requests",
                                                    nonsense))))
                    .as(nonsense)
                    .isNull();
        }
    }
}
