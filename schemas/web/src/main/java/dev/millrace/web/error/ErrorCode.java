package dev.millrace.web.error;

import static dev.millrace.web.error.ErrorType.AUTHENTICATION;
import static dev.millrace.web.error.ErrorType.INVALID_REQUEST;
import static dev.millrace.web.error.ErrorType.PERMISSION;
import static dev.millrace.web.error.ErrorType.RATE_LIMIT;
import static dev.millrace.web.error.ErrorType.SERVER;
import static dev.millrace.web.error.ErrorType.UPSTREAM;
import static dev.millrace.web.error.Retry.NO;
import static dev.millrace.web.error.Retry.UNSAID;
import static dev.millrace.web.error.Retry.YES;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every error a client can see. {@link #code()} is stable; the message is looked up in
 * `web/messages_*.properties` under the code, in the caller's language, and filled with the
 * exception's arguments. What each means and what to do about it stands in docs/errors.md.
 */
public enum ErrorCode {
    BAD_REQUEST(400, INVALID_REQUEST, UNSAID),
    INVALID_JSON(400, INVALID_REQUEST, UNSAID),
    INVALID_UTF8(400, INVALID_REQUEST, UNSAID),
    /** Argument: the type expected, by its JSON name. */
    INVALID_TYPE(400, INVALID_REQUEST, UNSAID),
    /** Argument: what is allowed, as a range or a list. */
    INVALID_VALUE(400, INVALID_REQUEST, UNSAID),
    MISSING_REQUIRED_PARAMETER(400, INVALID_REQUEST, UNSAID),
    UNSUPPORTED_PARAMETER(400, INVALID_REQUEST, UNSAID),
    /** Argument: the most tokens the model takes. */
    CONTEXT_LENGTH_EXCEEDED(400, INVALID_REQUEST, UNSAID),
    CONTENT_FILTER(400, INVALID_REQUEST, UNSAID),
    EMPTY_DOCUMENT(400, INVALID_REQUEST, UNSAID),
    /** Argument: the most parts taken. */
    TOO_MANY_PARTS(400, INVALID_REQUEST, UNSAID),
    MISSING_API_KEY(401, AUTHENTICATION, UNSAID),
    INVALID_API_KEY(401, AUTHENTICATION, UNSAID),
    EXPIRED_API_KEY(401, AUTHENTICATION, UNSAID),
    INVALID_TOKEN(401, AUTHENTICATION, UNSAID),
    /** Argument: the model asked for. */
    MODEL_NOT_ALLOWED(403, PERMISSION, UNSAID),
    /** Argument: the lane asked for. */
    LANE_NOT_ALLOWED(403, PERMISSION, UNSAID),
    FORBIDDEN(403, PERMISSION, UNSAID),
    NOT_FOUND(404, INVALID_REQUEST, UNSAID),
    /** Argument: the model asked for. */
    MODEL_NOT_FOUND(404, INVALID_REQUEST, UNSAID),
    KNOWLEDGE_BASE_NOT_FOUND(404, INVALID_REQUEST, UNSAID),
    /** Argument: the methods allowed. */
    METHOD_NOT_ALLOWED(405, INVALID_REQUEST, UNSAID),
    NOT_ACCEPTABLE(406, INVALID_REQUEST, UNSAID),
    IDEMPOTENCY_IN_PROGRESS(409, ErrorType.CONFLICT, YES),
    CONFLICT(409, ErrorType.CONFLICT, NO),
    CANCELLED(409, ErrorType.CONFLICT, NO),
    NOT_READY(409, ErrorType.CONFLICT, YES),
    NAME_TAKEN(409, ErrorType.CONFLICT, NO),
    DOCUMENT_EXISTS(409, ErrorType.CONFLICT, NO),
    PROVIDER_ACTIVE(409, ErrorType.CONFLICT, NO),
    STREAM_EXPIRED(410, INVALID_REQUEST, UNSAID),
    ERASED(410, INVALID_REQUEST, UNSAID),
    PRECONDITION_FAILED(412, ErrorType.CONFLICT, NO),
    /** Argument: the most bytes taken. */
    REQUEST_TOO_LARGE(413, INVALID_REQUEST, UNSAID),
    TOO_LARGE(413, INVALID_REQUEST, UNSAID),
    /** Argument: the most bytes taken. */
    DOCUMENT_TOO_LARGE(413, INVALID_REQUEST, UNSAID),
    TOO_MANY_CHUNKS(413, INVALID_REQUEST, UNSAID),
    UNSUPPORTED_MEDIA_TYPE(415, INVALID_REQUEST, UNSAID),
    UNSUPPORTED_DOCUMENT_TYPE(415, INVALID_REQUEST, UNSAID),
    BINARY_DOCUMENT(415, INVALID_REQUEST, UNSAID),
    IDEMPOTENCY_MISMATCH(422, INVALID_REQUEST, UNSAID),
    PRECONDITION_REQUIRED(428, INVALID_REQUEST, UNSAID),
    RATE_LIMIT_EXCEEDED(429, RATE_LIMIT, YES),
    INTERNAL_ERROR(500, SERVER, UNSAID),
    UNDECODABLE(500, SERVER, NO),
    POISON(500, SERVER, NO),
    UPSTREAM_ERROR(502, UPSTREAM, UNSAID),
    UPSTREAM_INTERRUPTED(502, UPSTREAM, YES),
    UPSTREAM_INVALID(502, UPSTREAM, UNSAID),
    INVALID_OUTPUT(502, UPSTREAM, NO),
    UPSTREAM_AUTHENTICATION(502, UPSTREAM, NO),
    ATTEMPT_RESTARTED(502, UPSTREAM, NO),
    SERVICE_UNAVAILABLE(503, SERVER, YES),
    LOG_UNAVAILABLE(503, SERVER, YES),
    STORAGE_FULL(503, SERVER, YES),
    UPSTREAM_OVERLOADED(503, UPSTREAM, YES),
    EXPIRED(504, SERVER, UNSAID),
    NOT_CACHED(504, SERVER, NO),
    UPSTREAM_TIMEOUT(504, UPSTREAM, YES);

    private static final Map<String, ErrorCode> BY_CODE =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

    private final String code = name().toLowerCase(Locale.ROOT);
    private final int status;
    private final ErrorType type;
    private final Retry retry;

    ErrorCode(int status, ErrorType type, Retry retry) {
        this.status = status;
        this.type = type;
        this.retry = retry;
    }

    /** The stable code: the constant's name in lower case. */
    public String code() {
        return code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    public ErrorType type() {
        return type;
    }

    /** What a client is told about asking again. */
    public Retry retry() {
        return retry;
    }

    /**
     * The constant of a code, as a Failure on the log carries it; empty when a newer build made it.
     */
    public static Optional<ErrorCode> of(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
