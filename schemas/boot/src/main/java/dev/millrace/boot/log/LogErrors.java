package dev.millrace.boot.log;

import dev.millrace.log.publish.Publisher;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.error.ErrorTranslation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the log's failures mean to a client. */
final class LogErrors implements ErrorTranslation {

    /** A broker that restarts is back within seconds. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Override
    public @Nullable ApiException translate(Throwable failure) {
        return switch (failure) {
            case Publisher.NotAcknowledged _ ->
                    ApiException.of(ErrorCode.LOG_UNAVAILABLE).retryAfter(PAUSE);
            case Publisher.TooLarge _ -> ApiException.of(ErrorCode.TOO_LARGE);
            default -> null;
        };
    }
}
