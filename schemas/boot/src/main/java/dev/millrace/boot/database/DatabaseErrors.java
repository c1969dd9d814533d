package dev.millrace.boot.database;

import dev.millrace.log.consume.Surroundings;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.error.ErrorTranslation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What a database that is away means to a client: to come again. Nothing was kept. */
final class DatabaseErrors implements ErrorTranslation {

    /** A database that restarts is back within seconds. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Override
    public @Nullable ApiException translate(Throwable failure) {
        return isAway(failure)
                ? ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(PAUSE)
                : null;
    }

    private static boolean isAway(Throwable failure) {
        return switch (failure) {
            // A connection that broke within: rolling back fails too, and hides why.
            case TransactionSystemException _, CannotCreateTransactionException _ -> true;
            case DataAccessException _, TransactionException _ -> Surroundings.areToBlame(failure);
            default -> false;
        };
    }
}
