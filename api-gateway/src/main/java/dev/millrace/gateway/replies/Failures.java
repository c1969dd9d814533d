package dev.millrace.gateway.replies;

import dev.millrace.events.Ending;
import dev.millrace.events.FailedAttempt;
import dev.millrace.events.Failure;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.gateway.json.JsonText;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorBody;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An ending that brought no answer, as the client is told of it. */
public final class Failures {

    private static final int LONGEST_DETAIL = 500;

    private Failures() {}

    public static ErrorCode code(RequestFinished finish) {
        return finish.getFailure().map(Failures::code).orElse(code(finish.getEnding()));
    }

    /** The failure as an error response. */
    public static ApiException exception(RequestFinished finish) {
        Failure failure = finish.getFailure().orElse(null);
        ErrorCode code = code(finish);
        String param = failure == null ? null : failure.getParam().orElse(null);
        ApiException error = param == null ? ApiException.of(code) : ApiException.at(param, code);
        Long millis = failure == null ? null : failure.getRetryAfterMillis().orElse(null);
        return millis == null ? error : error.retryAfter(Duration.ofMillis(millis));
    }

    /**
     * OpenAI's error body. What a vendor said is told only where the fault is the caller's own and
     * could not be mended without it: vendors echo prompts and their own secrets.
     */
    public static byte[] body(ErrorCode code, @Nullable RequestFinished finish, Locale locale) {
        Failure failure = finish == null ? null : finish.getFailure().orElse(null);
        String param = failure == null ? null : failure.getParam().orElse(null);
        String detail = failure == null ? "" : detail(code, failure);
        List<FailedAttempt> attempts = failure == null ? List.of() : failure.getAttempts();
        if (detail.isEmpty() && attempts.isEmpty()) {
            return ErrorBody.render(code, param, List.of(), locale);
        }
        String plain = ErrorBody.message(code, List.of(), locale);
        String message = detail.isEmpty() ? plain : plain + " (" + detail + ")";
        JsonText json = new JsonText(message.length() + 128 + 96 * attempts.size());
        json.ascii("{\"error\":{\"message\":")
                .string(message)
                .ascii(",\"type\":")
                .string(code.type().wireName())
                .ascii(",\"param\":")
                .string(param)
                .ascii(",\"code\":")
                .string(code.code());
        if (!attempts.isEmpty()) {
            attempts(json, attempts);
        }
        return json.ascii("}}").toBytes();
    }

    /** Every call that was made, so that one error tells of all of them. */
    private static void attempts(JsonText json, List<FailedAttempt> attempts) {
        json.ascii(",\"attempts\":[");
        for (int i = 0; i < attempts.size(); i++) {
            FailedAttempt each = attempts.get(i);
            json.ascii(i == 0 ? "{\"provider\":" : ",{\"provider\":")
                    .string(each.getProvider())
                    .ascii(",\"model\":")
                    .string(each.getModel())
                    .ascii(",\"code\":")
                    .string(each.getCode());
            if (each.getHttpStatus() > 0) {
                json.ascii(",\"status\":").number(each.getHttpStatus());
            }
            json.ascii(",\"millis\":").number(each.getMillis()).ascii("}");
        }
        json.ascii("]");
    }

    /** True when {@link #body} tells more than the code does. */
    public static boolean hasDetail(RequestFinished finish) {
        Failure failure = finish.getFailure().orElse(null);
        return failure != null
                && (!failure.getAttempts().isEmpty() || !detail(code(failure), failure).isEmpty());
    }

    private static String detail(ErrorCode code, Failure failure) {
        boolean ownFault = code.status() == 400 || code.status() == 413 || code.status() == 422;
        // Where an answer breaks the caller's own schema: nothing of that is the vendor's.
        boolean ownWords = code == ErrorCode.INVALID_OUTPUT;
        String detail =
                ownFault || ownWords ? Content.openText(failure.getDetail()).orElse("") : "";
        return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL);
    }

    private static ErrorCode code(Failure failure) {
        try {
            return ErrorCode.valueOf(failure.getCode().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            // A service of a newer version may know codes that this one does not.
            return ErrorCode.INTERNAL_ERROR;
        }
    }

    private static ErrorCode code(Ending ending) {
        return switch (ending) {
            case COMPLETED, FAILED -> ErrorCode.INTERNAL_ERROR;
            case CANCELLED -> ErrorCode.CANCELLED;
            case EXPIRED -> ErrorCode.EXPIRED;
        };
    }
}
