package dev.millrace.web.error;

import dev.millrace.web.request.BodyTooLarge;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What Spring MVC's and Jackson's exceptions, and bare statuses, mean to a client. */
final class WebErrors implements ErrorTranslation {

    @Override
    public @Nullable ApiException translate(Throwable failure) {
        return switch (failure) {
            case ApiException known -> known;
            case BodyTooLarge body -> ApiException.of(ErrorCode.REQUEST_TOO_LARGE, body.limit());
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case JacksonException json -> json(json);
            case HttpRequestMethodNotSupportedException method -> method(method);
            case MissingServletRequestParameterException missing ->
                    missing(missing.getParameterName());
            case MissingServletRequestPartException missing ->
                    missing(missing.getRequestPartName());
            case MissingRequestHeaderException missing -> missing(missing.getHeaderName());
            case MethodArgumentTypeMismatchException type -> type(type);
            case BindException bind -> bind(bind.getFieldError());
            case ErrorResponse response -> ofStatus(response.getStatusCode().value());
            default -> null;
        };
    }

    /** The error of a bare status, as the container and Spring's own exceptions give it. */
    static ApiException ofStatus(int status) {
        ErrorCode code =
                switch (status) {
                    case 401 -> ErrorCode.INVALID_TOKEN;
                    case 403 -> ErrorCode.FORBIDDEN;
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405, 501 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 406 -> ErrorCode.NOT_ACCEPTABLE;
                    case 409 -> ErrorCode.CONFLICT;
                    case 413 -> ErrorCode.REQUEST_TOO_LARGE;
                    case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
                    case 429 -> ErrorCode.RATE_LIMIT_EXCEEDED;
                    case 502 -> ErrorCode.UPSTREAM_ERROR;
                    case 503 -> ErrorCode.SERVICE_UNAVAILABLE;
                    case 504 -> ErrorCode.UPSTREAM_TIMEOUT;
                    default ->
                            status >= 400 && status < 500
                                    ? ErrorCode.BAD_REQUEST
                                    : ErrorCode.INTERNAL_ERROR;
                };
        return ApiException.of(code);
    }

    private static ApiException unreadable(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            switch (cause) {
                case BodyTooLarge body -> {
                    return ApiException.of(ErrorCode.REQUEST_TOO_LARGE, body.limit());
                }
                case CharacterCodingException _, CharConversionException _ -> {
                    return ApiException.of(ErrorCode.INVALID_UTF8);
                }
                case JacksonException json when !(json.getCause() instanceof IOException) -> {
                    return json(json);
                }
                default -> {}
            }
        }
        return ApiException.of(ErrorCode.INVALID_JSON);
    }

    private static ApiException json(JacksonException json) {
        String path = path(json.getPath());
        return switch (json) {
            case StreamReadException _ ->
                    String.valueOf(json.getOriginalMessage()).contains("UTF-8")
                            ? ApiException.of(ErrorCode.INVALID_UTF8)
                            : ApiException.of(ErrorCode.INVALID_JSON);
            case UnrecognizedPropertyException _ -> at(path, ErrorCode.UNSUPPORTED_PARAMETER);
            case MismatchedInputException mismatch -> mismatch(path, mismatch);
            default -> at(path, ErrorCode.INVALID_VALUE);
        };
    }

    private static ApiException mismatch(String path, MismatchedInputException mismatch) {
        Class<?> target = mismatch.getTargetType();
        return target == null
                ? at(path, ErrorCode.INVALID_TYPE)
                : at(path, ErrorCode.INVALID_TYPE, jsonName(target));
    }

    /** The path as clients write it: {@code messages[0].role}. */
    private static String path(List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String jsonName(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == int.class
                || type == long.class
                || type == Integer.class
                || type == Long.class) {
            return "integer";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "number";
        }
        if (CharSequence.class.isAssignableFrom(type) || type.isEnum()) {
            return "string";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "array" : "object";
    }

    private static ApiException method(HttpRequestMethodNotSupportedException method) {
        if (method.getSupportedHttpMethods() == null) {
            return ApiException.of(ErrorCode.METHOD_NOT_ALLOWED);
        }
        String allowed =
                String.join(
                        ", ",
                        method.getSupportedHttpMethods().stream()
                                .map(HttpMethod::name)
                                .sorted()
                                .toList());
        return ApiException.of(ErrorCode.METHOD_NOT_ALLOWED, allowed);
    }

    private static ApiException missing(String param) {
        return ApiException.at(param, ErrorCode.MISSING_REQUIRED_PARAMETER);
    }

    private static ApiException type(MethodArgumentTypeMismatchException type) {
        Class<?> required = type.getRequiredType();
        return required == null
                ? ApiException.at(type.getName(), ErrorCode.INVALID_TYPE)
                : ApiException.at(type.getName(), ErrorCode.INVALID_TYPE, jsonName(required));
    }

    private static ApiException bind(@Nullable FieldError field) {
        return field == null
                ? ApiException.of(ErrorCode.INVALID_VALUE)
                : ApiException.at(field.getField(), ErrorCode.INVALID_VALUE);
    }

    private static ApiException at(String path, ErrorCode code, Object... arguments) {
        return path.isEmpty()
                ? ApiException.of(code, arguments)
                : ApiException.at(path, code, arguments);
    }
}
