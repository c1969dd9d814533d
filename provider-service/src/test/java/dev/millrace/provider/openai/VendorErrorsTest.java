package dev.millrace.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Authentication;
import dev.millrace.provider.attempt.ProviderFailure.ContentFiltered;
import dev.millrace.provider.attempt.ProviderFailure.ContextTooLong;
import dev.millrace.provider.attempt.ProviderFailure.InvalidRequest;
import dev.millrace.provider.attempt.ProviderFailure.ModelNotFound;
import dev.millrace.provider.attempt.ProviderFailure.Overloaded;
import dev.millrace.provider.attempt.ProviderFailure.QuotaExhausted;
import dev.millrace.provider.attempt.ProviderFailure.RateLimited;
import dev.millrace.provider.attempt.ProviderFailure.ServerError;
import dev.millrace.provider.upstream.Head;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VendorErrorsTest {

    private static ProviderFailure of(int status, String body, Map<String, String> headers) {
        return VendorErrors.of(new Head(status, headers), body.getBytes(StandardCharsets.UTF_8));
    }

    static List<Arguments> refusals() {
        return List.of(
                refusal(
                        429,
                        "{'error':{'code':'insufficient_quota','message':'pay'}}",
                        QuotaExhausted.class),
                refusal(
                        429,
                        "{'error':{'code':'rate_limit_exceeded','type':'tokens'}}",
                        RateLimited.class),
                refusal(429, "{'error':{'code':'slow_down'}}", Overloaded.class),
                refusal(
                        400,
                        "{'error':{'code':'context_length_exceeded','param':'messages'}}",
                        ContextTooLong.class),
                refusal(
                        400,
                        "{'error':{'code':400,'message':'This model's maximum context length is 10'}}"
                                .replace("model's", "models"),
                        ContextTooLong.class),
                refusal(
                        400,
                        "{'object':'error','message':'the context window is full','code':400}",
                        ContextTooLong.class),
                refusal(400, "{'error':{'code':'content_filter'}}", ContentFiltered.class),
                refusal(400, "{'error':'does not support thinking'}", InvalidRequest.class),
                refusal(
                        404,
                        "{'error':'model not found, try pulling it first'}",
                        ModelNotFound.class),
                refusal(402, "{'error':{'message':'Insufficient Balance'}}", QuotaExhausted.class),
                refusal(403, "", Authentication.class),
                refusal(408, "", Overloaded.class),
                refusal(418, "short and stout", InvalidRequest.class),
                refusal(422, "{'detail':[]}", InvalidRequest.class),
                refusal(500, "<html>", ServerError.class),
                refusal(302, "", ServerError.class),
                refusal(503, "", Overloaded.class),
                refusal(529, "", Overloaded.class));
    }

    private static Arguments refusal(
            int status, String body, Class<? extends ProviderFailure> failure) {
        return Arguments.of(status, body.replace('\'', '"'), failure);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatAVendorSaysHasOneMeaning(
            int status, String body, Class<? extends ProviderFailure> failure) {
        assertThat(of(status, body, Map.of())).isInstanceOf(failure);
    }

    @Test
    void thePauseIsReadFromEitherHeader() {
        assertThat(of(429, "", Map.of("retry-after", "2")))
                .isEqualTo(new RateLimited(Duration.ofSeconds(2), ""));
        assertThat(of(429, "", Map.of("retry-after-ms", "1500", "retry-after", "2")))
                .isEqualTo(new RateLimited(Duration.ofMillis(1500), ""));
        assertThat(of(503, "", Map.of("retry-after", "0.25")))
                .isEqualTo(new Overloaded(Duration.ofMillis(250), ""));
        for (String nonsense : List.of("Wed, 21 Oct 2026 07:28:00 GMT", "-1", "NaN", "")) {
            assertThat(of(429, "", Map.of("retry-after", nonsense)))
                    .isEqualTo(new RateLimited(null, ""));
        }
        assertThat(of(429, "", Map.of("retry-after", "1e300")))
                .isEqualTo(new RateLimited(Duration.ofDays(1), ""));
    }

    @Test
    void theParameterIsPassedOn() {
        assertThat(of(400, "{\"error\":{\"message\":\"m\",\"param\":\"seed\"}}", Map.of()))
                .isEqualTo(new InvalidRequest("seed", "m"));
    }

    @Test
    void anErrorInsideAStreamWithoutAKnownCodeIsABreakdown() {
        assertThat(VendorErrors.inside(Json.MAPPER.readTree("{\"error\":\"boom\"}")))
                .isInstanceOf(Overloaded.class);
        assertThat(VendorErrors.inside(Json.MAPPER.readTree("{\"error\":{\"code\":500}}")))
                .isInstanceOf(ServerError.class);
        assertThat(
                        VendorErrors.inside(
                                Json.MAPPER.readTree(
                                        "{\"error\":{\"type\":\"invalid_request_error\"}}")))
                .isInstanceOf(InvalidRequest.class);
    }

    @Test
    void aLongTextIsCut() {
        assertThat(of(500, "x".repeat(100_000), Map.of()).detail()).hasSizeLessThan(3_000);
    }
}
