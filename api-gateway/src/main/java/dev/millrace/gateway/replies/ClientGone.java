package dev.millrace.gateway.replies;

import java.io.IOException;

/** Nobody is there any more to be answered. */
public final class ClientGone extends IOException {

    /** How Spring and this product's error handling know a connection that broke. */
    ClientGone() {
        super("Broken pipe");
    }
}
