package dev.millrace.provider.attempt;

import dev.millrace.events.FailedAttempt;
import dev.millrace.events.Failure;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.ProviderFailure.AnswerTooLarge;
import dev.millrace.provider.attempt.ProviderFailure.Authentication;
import dev.millrace.provider.attempt.ProviderFailure.Cancelled;
import dev.millrace.provider.attempt.ProviderFailure.CircuitOpen;
import dev.millrace.provider.attempt.ProviderFailure.Connection;
import dev.millrace.provider.attempt.ProviderFailure.ContentFiltered;
import dev.millrace.provider.attempt.ProviderFailure.ContextTooLong;
import dev.millrace.provider.attempt.ProviderFailure.Interrupted;
import dev.millrace.provider.attempt.ProviderFailure.InvalidAnswer;
import dev.millrace.provider.attempt.ProviderFailure.InvalidOutput;
import dev.millrace.provider.attempt.ProviderFailure.InvalidRequest;
import dev.millrace.provider.attempt.ProviderFailure.LimitReached;
import dev.millrace.provider.attempt.ProviderFailure.Locked;
import dev.millrace.provider.attempt.ProviderFailure.Misworded;
import dev.millrace.provider.attempt.ProviderFailure.ModelNotFound;
import dev.millrace.provider.attempt.ProviderFailure.Overloaded;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.ProviderFailure.QuotaExhausted;
import dev.millrace.provider.attempt.ProviderFailure.RateLimited;
import dev.millrace.provider.attempt.ProviderFailure.RequestTooLarge;
import dev.millrace.provider.attempt.ProviderFailure.ServerError;
import dev.millrace.provider.attempt.ProviderFailure.Timeout;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means: the one place that maps failures to public codes and says what may follow.
 *
 * @param code what a client is told
 * @param retry the same candidate may do better in a moment
 * @param fallback another candidate may do better
 */
public record Verdict(ErrorCode code, boolean retry, boolean fallback) {

    public static Verdict of(ProviderFailure failure) {
        return switch (failure) {
            case Overloaded _ -> new Verdict(ErrorCode.UPSTREAM_OVERLOADED, true, true);
            case RateLimited _ -> new Verdict(ErrorCode.RATE_LIMIT_EXCEEDED, true, true);
            // The operator's business: the caller has not done anything too often.
            case QuotaExhausted _ -> new Verdict(ErrorCode.UPSTREAM_ERROR, false, true);
            case ServerError _ -> new Verdict(ErrorCode.UPSTREAM_ERROR, true, true);
            case Timeout(Phase phase) -> timeout(phase);
            case Connection _ -> new Verdict(ErrorCode.UPSTREAM_ERROR, true, true);
            case Interrupted _ -> new Verdict(ErrorCode.UPSTREAM_INTERRUPTED, true, true);
            // It was paid for and would likely come again.
            case InvalidAnswer _ -> new Verdict(ErrorCode.UPSTREAM_INVALID, false, true);
            // The caller says how often a model is asked again, and nobody pays for more than that.
            case InvalidOutput _ -> new Verdict(ErrorCode.INVALID_OUTPUT, false, false);
            case AnswerTooLarge _ -> new Verdict(ErrorCode.TOO_LARGE, false, false);
            case CircuitOpen _ -> new Verdict(ErrorCode.UPSTREAM_OVERLOADED, false, true);
            case LimitReached _ -> new Verdict(ErrorCode.RATE_LIMIT_EXCEEDED, false, true);
            case Locked _ -> new Verdict(ErrorCode.UPSTREAM_AUTHENTICATION, false, true);
            case Authentication _ -> new Verdict(ErrorCode.UPSTREAM_AUTHENTICATION, false, true);
            case ModelNotFound _ -> new Verdict(ErrorCode.MODEL_NOT_FOUND, false, true);
            case InvalidRequest _ -> new Verdict(ErrorCode.INVALID_VALUE, false, false);
            case Misworded _ -> new Verdict(ErrorCode.INVALID_VALUE, true, false);
            case RequestTooLarge _ -> new Verdict(ErrorCode.REQUEST_TOO_LARGE, false, true);
            case ContextTooLong _ -> new Verdict(ErrorCode.CONTEXT_LENGTH_EXCEEDED, false, true);
            // Asking the next vendor what the first refused would be shopping for a lax filter.
            case ContentFiltered _ -> new Verdict(ErrorCode.CONTENT_FILTER, false, false);
            case Cancelled _ -> new Verdict(ErrorCode.CANCELLED, false, false);
        };
    }

    /** The provider did not do what it is there for, whoever asked for whatever. */
    public static boolean isProvidersFault(ProviderFailure failure) {
        return switch (failure) {
            case Connection _, ServerError _, Overloaded _, Interrupted _, InvalidAnswer _ -> true;
            case Timeout(Phase phase) -> phase != Phase.TOTAL;
            default -> false;
        };
    }

    private static Verdict timeout(Phase phase) {
        return switch (phase) {
            case CONNECT -> new Verdict(ErrorCode.UPSTREAM_TIMEOUT, true, true);
            // The same call would likely wait as long again.
            case FIRST_TOKEN, IDLE, CALL -> new Verdict(ErrorCode.UPSTREAM_TIMEOUT, false, true);
            case TOTAL -> new Verdict(ErrorCode.EXPIRED, false, false);
        };
    }

    /** How long the provider asked to be left alone, if it did. */
    public static @Nullable Duration retryAfter(ProviderFailure failure) {
        return switch (failure) {
            case Overloaded(Duration pause, _) -> pause;
            case RateLimited(Duration pause, _) -> pause;
            // Nobody was asked too often.
            case Misworded _ -> Duration.ZERO;
            default -> null;
        };
    }

    /**
     * The failure as it goes into the log.
     *
     * @param shown a part of the answer had reached the client: then, whatever else it was, the
     *     answer was interrupted
     * @param attempts every call that was made, in order
     */
    public static Failure record(
            ProviderFailure failure, boolean shown, List<FailedAttempt> attempts) {
        Verdict verdict = of(failure);
        ErrorCode code =
                shown && verdict.fallback() ? ErrorCode.UPSTREAM_INTERRUPTED : verdict.code();
        Duration pause = retryAfter(failure);
        return new Failure(
                code.code(),
                param(failure),
                code.status(),
                verdict.retry() || failure instanceof Timeout,
                pause == null ? null : pause.toMillis(),
                Content.clear(failure.detail()),
                List.copyOf(attempts));
    }

    private static @Nullable String param(ProviderFailure failure) {
        return switch (failure) {
            case InvalidRequest(String param, _) -> param;
            case Misworded(String param, _) -> param;
            default -> null;
        };
    }
}
