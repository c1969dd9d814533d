package dev.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateHeadersTest {

    private static RateLimits.Window window(String reset) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Date", "Sat, 28 Nov 2026 09:00:00 GMT");
        headers.put("X-RateLimit-Limit-Requests", "100");
        headers.put("x-ratelimit-remaining-requests", "0");
        headers.put("x-ratelimit-reset-requests", reset);
        RateLimits rates = Objects.requireNonNull(RateHeaders.openAi(new Head(200, headers)));
        assertThat(rates.tokens()).isNull();
        return Objects.requireNonNull(rates.requests());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "6m0s, PT6M",
                "1s, PT1S",
                "20ms, PT0.02S",
                "2m59.56s, PT2M59.56S",
                "1h2m3s, PT1H2M3S",
                "1d, PT24H",
                "9d, PT24H",
                "7.5, PT7.5S",
                "2026-11-28T09:00:30Z, PT30S",
                "2026-11-28T08:00:00Z, PT0S",
                "2026-99-28T08:00:00Z, -",
                "soon, -",
                "-1, -",
                "'', -",
            })
    void aResetIsReadInEveryForm(String reset, Duration expected) {
        assertThat(window(reset)).isEqualTo(new RateLimits.Window(100, 0, expected));
    }

    @Test
    void withoutALimitAndARemainderNothingIsKnown() {
        assertThat(RateHeaders.openAi(new Head(200, Map.of()))).isNull();
        assertThat(
                        RateHeaders.openAi(
                                new Head(
                                        200,
                                        Map.of(
                                                "x-ratelimit-limit-requests", "many",
                                                "x-ratelimit-remaining-requests", "1"))))
                .isNull();
    }

    @Test
    void thePauseIsTheLongestOfWhatIsUsedUp() {
        RateLimits.Window used = new RateLimits.Window(5, 0, Duration.ofSeconds(3));
        RateLimits.Window longer = new RateLimits.Window(5, 0, Duration.ofSeconds(9));
        RateLimits.Window left = new RateLimits.Window(5, 1, Duration.ofSeconds(60));
        assertThat(new RateLimits(used, longer, left, null).pause())
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(new RateLimits(null, null, left, null).pause()).isNull();
        assertThat(new RateLimits(new RateLimits.Window(1, 0, null), null, null, null).pause())
                .isNull();
    }
}
