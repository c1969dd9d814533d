package dev.millrace.web.error;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request refused with a code. Its arguments fill the localised message and never hold content or
 * secrets.
 */
public final class ApiException extends RuntimeException {

    private final ErrorCode code;
    private final @Nullable String param;
    private final List<Object> arguments;
    private final @Nullable Duration retryAfter;

    private ApiException(
            ErrorCode code,
            @Nullable String param,
            List<Object> arguments,
            @Nullable Duration retryAfter) {
        super(code.code());
        this.code = code;
        this.param = param;
        this.arguments = arguments;
        this.retryAfter = retryAfter;
    }

    public static ApiException of(ErrorCode code, Object... arguments) {
        return new ApiException(code, null, List.of(arguments), null);
    }

    /** An error of one request field, named by its path ({@code messages[0].role}). */
    public static ApiException at(String param, ErrorCode code, Object... arguments) {
        return new ApiException(code, param, List.of(arguments), null);
    }

    public ApiException retryAfter(Duration pause) {
        return new ApiException(code, param, arguments, pause);
    }

    public ErrorCode code() {
        return code;
    }

    public @Nullable String param() {
        return param;
    }

    public List<Object> arguments() {
        return arguments;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
