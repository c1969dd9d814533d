package dev.millrace.gateway.replies;

import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.RequestFinished;
import dev.millrace.web.error.ErrorCode;
import java.util.Locale;

/** The public code of an ending that brought no answer. */
public final class Failures {

    private Failures() {}

    public static ErrorCode code(RequestFinished finish) {
        return finish.getFailure().map(Failures::code).orElse(code(finish.getEnding()));
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
