package dev.millrace.rag.ingest;

import dev.millrace.web.error.ErrorCode;

/** A document cannot be made findable, however often it is tried. */
final class GivenUp extends Exception {

    private final String code;
    private final String detail;

    GivenUp(String code, String detail) {
        super(code);
        this.code = code;
        this.detail = detail;
    }

    GivenUp(ErrorCode code, String detail) {
        this(code.code(), detail);
    }

    String code() {
        return code;
    }

    /** A sentence for the document's owner. */
    String detail() {
        return detail;
    }
}
