package dev.millrace.rag.retrieval;

import dev.millrace.web.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A request that cannot be grounded, however often it is tried: it ends. */
public final class RetrievalRefused extends Exception {

    private final ErrorCode code;
    private final @Nullable String param;
    private final String detail;

    /**
     * A refusal.
     *
     * @param param the request field it is about
     * @param detail one plain sentence, or empty; holds no content of the request
     */
    public RetrievalRefused(ErrorCode code, @Nullable String param, String detail) {
        super(code.code());
        this.code = code;
        this.param = param;
        this.detail = detail;
    }

    ErrorCode code() {
        return code;
    }

    @Nullable String param() {
        return param;
    }

    String detail() {
        return detail;
    }
}
