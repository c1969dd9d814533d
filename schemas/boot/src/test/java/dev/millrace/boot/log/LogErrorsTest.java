package dev.millrace.boot.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.publish.Publisher;
import dev.millrace.web.error.ApiErrors;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class LogErrorsTest {

    private final ApiErrors errors = new ApiErrors(List.of(new LogErrors()));

    @Test
    void aLogThatDoesNotAcknowledgeIsUnavailableAndBackSoon() {
        ApiException error =
                errors.translate(
                        new CompletionException(
                                new Publisher.NotAcknowledged("x", new IllegalStateException())));
        assertThat(error.code()).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
        assertThat(error.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
    }

    @Test
    void aRecordThatDoesNotFitIsTooLarge() {
        assertThat(errors.translate(new Publisher.TooLarge("x")).code())
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void everythingElseIsNotTheLogsBusiness() {
        assertThat(new LogErrors().translate(new IllegalStateException())).isNull();
    }
}
