package dev.millrace.boot.http;

import dev.millrace.web.error.ApiErrors;
import dev.millrace.web.error.ErrorResponses;
import dev.millrace.web.request.RequestId;
import dev.millrace.web.request.Uuid7;
import java.io.IOException;
import java.time.Clock;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * Gives the one shape to what Tomcat refuses before the first filter: an address or header that is
 * not HTTP. Made by Tomcat from its class name.
 */
public final class TomcatErrors extends ErrorReportValve {

    private final Uuid7 ids = new Uuid7(Clock.systemUTC());

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() < 400
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        try {
            if (response.getHeader(RequestId.HEADER) == null) {
                response.setHeader(RequestId.HEADER, ids.next().toString());
            }
            ErrorResponses.write(ApiErrors.ofStatus(response.getStatus()), request, response);
        } catch (IOException e) {
            // The client has gone: nobody is left to tell.
            container.getLogger().debug("an error could not be reported", e);
        }
    }
}
