package dev.millrace.web.outbound;

import java.io.IOException;

/** A call that was not made, or not finished, because of a rule and not of the network. */
public final class OutboundRefused extends IOException {

    /** A reason that repeats nothing of the address. */
    OutboundRefused(String reason) {
        super(reason);
    }
}
