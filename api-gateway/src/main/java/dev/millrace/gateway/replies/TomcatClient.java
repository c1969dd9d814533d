package dev.millrace.gateway.replies;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Asks Tomcat whether a client is still there. A servlet cannot see that while it waits: nothing is
 * read from the connection then. Tomcat's own question "is there more to read?" makes it try a read
 * that does not block; at the end of the stream, or on an error, it answers "yes" each time without
 * any byte behind it. A client that has sent its next request ahead has bytes there: for it the
 * answer is only given once.
 */
final class TomcatClient implements Client {

    private final org.apache.coyote.Request request;

    private TomcatClient(org.apache.coyote.Request request) {
        this.request = request;
    }

    @Override
    public boolean gone() {
        boolean once = readable();
        boolean again = once && readable();
        return again;
    }

    private boolean readable() {
        request.setAvailable(0);
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable() > 0;
    }

    /** Leaves the client of each request where {@link Client#of} finds it. */
    static final class Valve extends ValveBase {

        Valve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response)
                throws IOException, ServletException {
            request.setAttribute(ATTRIBUTE, new TomcatClient(request.getCoyoteRequest()));
            getNext().invoke(request, response);
        }
    }
}
