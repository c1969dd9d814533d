package dev.millrace.gateway.replies;

import jakarta.servlet.http.HttpServletRequest;

/** Whoever waits at the other end of the connection. */
@FunctionalInterface
public interface Client {

    /** Where the connector leaves it on each request. */
    String ATTRIBUTE = Client.class.getName();

    /** Whether the connection is known to be closed. Called on the request's own thread. */
    boolean gone();

    /** The client of a request; one that never leaves where the container cannot tell. */
    static Client of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Client client ? client : () -> false;
    }
}
