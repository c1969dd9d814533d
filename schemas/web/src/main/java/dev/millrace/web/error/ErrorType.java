package dev.millrace.web.error;

/** The `type` of OpenAI's error body. */
public enum ErrorType {
    INVALID_REQUEST("invalid_request_error"),
    AUTHENTICATION("authentication_error"),
    PERMISSION("permission_error"),
    CONFLICT("conflict_error"),
    RATE_LIMIT("rate_limit_error"),
    SERVER("server_error"),
    UPSTREAM("upstream_error");

    private final String wireName;

    ErrorType(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
