package dev.millrace.provider.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Failure;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {

    static List<Arguments> faults() {
        return List.of(
                fault(
                        new ProviderFailure.Overloaded(null, ""),
                        ErrorCode.UPSTREAM_OVERLOADED,
                        true,
                        true),
                fault(
                        new ProviderFailure.RateLimited(null, ""),
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        true,
                        true),
                fault(
                        new ProviderFailure.QuotaExhausted(""),
                        ErrorCode.UPSTREAM_ERROR,
                        false,
                        true),
                fault(
                        new ProviderFailure.ServerError(500, ""),
                        ErrorCode.UPSTREAM_ERROR,
                        true,
                        true),
                fault(
                        new ProviderFailure.Timeout(Phase.CONNECT),
                        ErrorCode.UPSTREAM_TIMEOUT,
                        true,
                        true),
                fault(
                        new ProviderFailure.Timeout(Phase.FIRST_TOKEN),
                        ErrorCode.UPSTREAM_TIMEOUT,
                        false,
                        true),
                fault(
                        new ProviderFailure.Timeout(Phase.IDLE),
                        ErrorCode.UPSTREAM_TIMEOUT,
                        false,
                        true),
                fault(new ProviderFailure.Timeout(Phase.TOTAL), ErrorCode.EXPIRED, false, false),
                fault(new ProviderFailure.Connection(""), ErrorCode.UPSTREAM_ERROR, true, true),
                fault(
                        new ProviderFailure.Interrupted(),
                        ErrorCode.UPSTREAM_INTERRUPTED,
                        true,
                        true),
                fault(
                        new ProviderFailure.InvalidAnswer(""),
                        ErrorCode.UPSTREAM_INVALID,
                        false,
                        true),
                fault(
                        new ProviderFailure.InvalidOutput(null, ""),
                        ErrorCode.INVALID_OUTPUT,
                        false,
                        false),
                fault(new ProviderFailure.AnswerTooLarge(), ErrorCode.TOO_LARGE, false, false),
                fault(
                        new ProviderFailure.Authentication(""),
                        ErrorCode.UPSTREAM_AUTHENTICATION,
                        false,
                        true),
                fault(
                        new ProviderFailure.ModelNotFound(""),
                        ErrorCode.MODEL_NOT_FOUND,
                        false,
                        true),
                fault(
                        new ProviderFailure.InvalidRequest(null, ""),
                        ErrorCode.INVALID_VALUE,
                        false,
                        false),
                fault(
                        new ProviderFailure.Misworded("max_tokens", ""),
                        ErrorCode.INVALID_VALUE,
                        true,
                        false),
                fault(
                        new ProviderFailure.RequestTooLarge(""),
                        ErrorCode.REQUEST_TOO_LARGE,
                        false,
                        true),
                fault(
                        new ProviderFailure.ContextTooLong(""),
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                        false,
                        true),
                fault(
                        new ProviderFailure.ContentFiltered(""),
                        ErrorCode.CONTENT_FILTER,
                        false,
                        false),
                fault(new ProviderFailure.Cancelled(), ErrorCode.CANCELLED, false, false));
    }

    private static Arguments fault(
            ProviderFailure failure, ErrorCode code, boolean retry, boolean fallback) {
        return Arguments.of(failure, code, retry, fallback);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFailureHasOneMeaning(
            ProviderFailure failure, ErrorCode code, boolean retry, boolean fallback) {
        assertThat(Verdict.of(failure)).isEqualTo(new Verdict(code, retry, fallback));
        assertThat(Verdict.record(failure, false, List.of()).getCode()).isEqualTo(code.code());
        assertThat(Verdict.record(failure, false, List.of()).getHttpStatus())
                .isEqualTo(code.status());
    }

    @Test
    void afterTextWasShownAVendorsTroubleIsAnInterruption() {
        Failure failure = Verdict.record(new ProviderFailure.Timeout(Phase.IDLE), true, List.of());
        assertThat(failure.getCode()).isEqualTo("upstream_interrupted");
        assertThat(Verdict.record(new ProviderFailure.Cancelled(), true, List.of()).getCode())
                .isEqualTo("cancelled");
    }

    @Test
    void theVendorsWordsArePassedOnAsContent() {
        Failure failure =
                Verdict.record(
                        new ProviderFailure.RateLimited(Duration.ofSeconds(3), "slow"),
                        false,
                        List.of());
        assertThat(Content.openText(failure.getDetail())).contains("slow");
        assertThat(failure.getRetryAfterMillis()).contains(3_000L);
        assertThat(
                        Verdict.record(
                                        new ProviderFailure.InvalidRequest("seed", ""),
                                        false,
                                        List.of())
                                .getParam())
                .contains("seed");
        assertThat(
                        Verdict.record(new ProviderFailure.Misworded("stop", ""), false, List.of())
                                .getParam())
                .contains("stop");
    }

    @Test
    void anExceptionsMessageHoldsNoWordsOfTheVendor() {
        assertThat(new ProviderException(new ProviderFailure.Overloaded(null, "your prompt was")))
                .hasMessage("Overloaded");
    }
}
