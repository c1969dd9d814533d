package dev.millrace.web.error;

/**
 * Every error a client can see. {@link #code()} is stable; the message is looked up in
 * `web/messages*.properties` under the code, in the caller's language, and filled with the
 * exception's arguments.
 */
public enum ErrorCode {
    INVALID_JSON(400, ErrorType.INVALID_REQUEST),
    INVALID_UTF8(400, ErrorType.INVALID_REQUEST),
    INVALID_TYPE(400, ErrorType.INVALID_REQUEST),
    INVALID_VALUE(400, ErrorType.INVALID_REQUEST),
    MISSING_REQUIRED_PARAMETER(400, ErrorType.INVALID_REQUEST),
    UNSUPPORTED_PARAMETER(400, ErrorType.INVALID_REQUEST),
    CONTEXT_LENGTH_EXCEEDED(400, ErrorType.INVALID_REQUEST),
    CONTENT_FILTER(400, ErrorType.INVALID_REQUEST),
    MISSING_API_KEY(401, ErrorType.AUTHENTICATION),
    INVALID_API_KEY(401, ErrorType.AUTHENTICATION),
    EXPIRED_API_KEY(401, ErrorType.AUTHENTICATION),
    INVALID_TOKEN(401, ErrorType.AUTHENTICATION),
    MODEL_NOT_ALLOWED(403, ErrorType.PERMISSION),
    LANE_NOT_ALLOWED(403, ErrorType.PERMISSION),
    FORBIDDEN(403, ErrorType.PERMISSION),
    NOT_FOUND(404, ErrorType.INVALID_REQUEST),
    MODEL_NOT_FOUND(404, ErrorType.INVALID_REQUEST),
    METHOD_NOT_ALLOWED(405, ErrorType.INVALID_REQUEST),
    IDEMPOTENCY_IN_PROGRESS(409, ErrorType.CONFLICT),
    CONFLICT(409, ErrorType.CONFLICT),
    CANCELLED(409, ErrorType.CONFLICT),
    NOT_READY(409, ErrorType.CONFLICT),
    STREAM_EXPIRED(410, ErrorType.INVALID_REQUEST),
    ERASED(410, ErrorType.INVALID_REQUEST),
    REQUEST_TOO_LARGE(413, ErrorType.INVALID_REQUEST),
    TOO_LARGE(413, ErrorType.INVALID_REQUEST),
    UNSUPPORTED_MEDIA_TYPE(415, ErrorType.INVALID_REQUEST),
    IDEMPOTENCY_MISMATCH(422, ErrorType.INVALID_REQUEST),
    RATE_LIMIT_EXCEEDED(429, ErrorType.RATE_LIMIT),
    INTERNAL_ERROR(500, ErrorType.SERVER),
    UNDECODABLE(500, ErrorType.SERVER),
    POISON(500, ErrorType.SERVER),
    UPSTREAM_ERROR(502, ErrorType.UPSTREAM),
    UPSTREAM_INTERRUPTED(502, ErrorType.UPSTREAM),
    UPSTREAM_INVALID(502, ErrorType.UPSTREAM),
    UPSTREAM_AUTHENTICATION(502, ErrorType.UPSTREAM),
    ATTEMPT_RESTARTED(502, ErrorType.UPSTREAM),
    SERVICE_UNAVAILABLE(503, ErrorType.SERVER),
    LOG_UNAVAILABLE(503, ErrorType.SERVER),
    STORAGE_FULL(503, ErrorType.SERVER),
    UPSTREAM_OVERLOADED(503, ErrorType.UPSTREAM),
    EXPIRED(504, ErrorType.SERVER),
    UPSTREAM_TIMEOUT(504, ErrorType.UPSTREAM);

    private final int status;
    private final ErrorType type;

    ErrorCode(int status, ErrorType type) {
        this.status = status;
        this.type = type;
    }

    /** The stable code: the constant's name in lower case. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    public ErrorType type() {
        return type;
    }
}
