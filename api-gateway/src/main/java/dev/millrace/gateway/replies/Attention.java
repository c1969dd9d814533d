package dev.millrace.gateway.replies;

import java.time.Instant;

/** Whether anybody, on any instance, still cares for a request. */
public interface Attention {

    /** The state of a request at the moment its client's patience would end. */
    enum State {
        /** It is over. */
        ENDED,
        /** Someone came back and watches it. */
        WATCHED,
        /** Nobody does, as far as is known. */
        ALONE
    }

    State of(String requestId);

    /** Says that this instance watches the request until then, unless it says so again. */
    void watch(String requestId, Instant until);
}
