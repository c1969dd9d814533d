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
    private final List<ApiException> fields;

    private ApiException(
            ErrorCode code,
            @Nullable String param,
            List<Object> arguments,
            @Nullable Duration retryAfter,
            List<ApiException> fields) {
        super(code.code());
        this.code = code;
        this.param = param;
        this.arguments = arguments;
        this.retryAfter = retryAfter;
        this.fields = fields;
    }

    public static ApiException of(ErrorCode code, Object... arguments) {
        return new ApiException(code, null, List.of(arguments), null, List.of());
    }

    /** An error of one request field, named by its path ({@code messages[0].role}). */
    public static ApiException at(String param, ErrorCode code, Object... arguments) {
        return new ApiException(code, param, List.of(arguments), null, List.of());
    }

    /** Everything that is wrong with a form, the first for those who look at one alone. */
    public static ApiException all(List<ApiException> fields) {
        ApiException first = fields.getFirst();
        return new ApiException(
                first.code, first.param, first.arguments, null, List.copyOf(fields));
    }

    public ApiException retryAfter(Duration pause) {
        return new ApiException(code, param, arguments, pause, fields);
    }

    /** Each field's error; empty when the error is one. */
    public List<ApiException> fields() {
        return fields;
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
