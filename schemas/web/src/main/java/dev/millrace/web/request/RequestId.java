package dev.millrace.web.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/** The id of an HTTP request: in the response's {@code x-request-id} and in every log line. */
public final class RequestId {

    public static final String HEADER = "x-request-id";

    /** Key of the MDC. */
    public static final String MDC_KEY = "requestId";

    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private RequestId() {}

    /** The id of a request that passed {@link RequestIdFilter}. */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String id) {
            return id;
        }
        throw new IllegalStateException("no request id: the request did not pass RequestIdFilter");
    }

    /** Whether the request has an id: one that the container refused early has none. */
    static boolean given(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String;
    }

    static void give(String id, HttpServletRequest request, HttpServletResponse response) {
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(HEADER, id);
        MDC.put(MDC_KEY, id);
    }

    /**
     * Goes on under the id that the calling service sent. Only for callers that have proved who
     * they are: anyone else could make two requests look like one in the logs.
     */
    public static void adopt(HttpServletRequest request, HttpServletResponse response) {
        String inbound = request.getHeader(HEADER);
        if (inbound != null && SANE.matcher(inbound).matches()) {
            give(inbound, request, response);
        }
    }
}
