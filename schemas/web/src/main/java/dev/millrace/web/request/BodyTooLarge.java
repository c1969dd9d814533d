package dev.millrace.web.request;

import java.io.IOException;

/** The body turned out to be larger than it may be while it was read. */
public final class BodyTooLarge extends IOException {

    private final long limit;

    BodyTooLarge(long limit) {
        super("body over " + limit + " bytes");
        this.limit = limit;
    }

    /** The most bytes taken. */
    public long limit() {
        return limit;
    }
}
