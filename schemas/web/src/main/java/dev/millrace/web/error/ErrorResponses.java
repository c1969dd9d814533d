package dev.millrace.web.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Writes an error as a response: status, headers and body. */
public final class ErrorResponses {

    /** Longer waits make the SDKs give up, or ignore the header. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Of a 503 whose maker knew no better: clients that are told no time choose their own. */
    private static final Duration USUAL_WAIT = Duration.ofSeconds(1);

    private ErrorResponses() {}

    /** Replaces whatever was not yet sent; does nothing when the response is already on its way. */
    public static void write(
            ApiException error, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(
                error,
                ErrorBody.render(error, Languages.best(request.getHeader("Accept-Language"))),
                response);
    }

    /** The same with a body that tells more than the error knows. */
    public static void write(ApiException error, byte[] body, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(error.code().status());
        response.setContentType("application/json");
        response.setContentLength(body.length);
        headers(error, response);
        send(body, response);
        response.flushBuffer();
    }

    private static void send(byte[] body, HttpServletResponse response) throws IOException {
        try {
            response.getOutputStream().write(body);
        } catch (IllegalStateException e) {
            // Whoever failed had begun to write text; it was not sent.
            response.getWriter().write(new String(body, StandardCharsets.UTF_8));
        }
    }

    private static void headers(ApiException error, HttpServletResponse response) {
        response.setHeader("cache-control", "no-store");
        switch (error.code().retry()) {
            case YES -> response.setHeader("x-should-retry", "true");
            case NO -> response.setHeader("x-should-retry", "false");
            case UNSAID -> {}
        }
        Duration known = error.retryAfter();
        boolean unavailable = error.code().status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        Duration wait = known == null && unavailable ? USUAL_WAIT : known;
        if (wait != null) {
            long millis = Math.clamp(wait.toMillis(), 0, LONGEST_WAIT.toMillis());
            response.setHeader("retry-after-ms", Long.toString(millis));
            response.setHeader("retry-after", Long.toString((millis + 999) / 1000));
        }
        if (error.code() == ErrorCode.METHOD_NOT_ALLOWED && !error.arguments().isEmpty()) {
            response.setHeader("allow", String.valueOf(error.arguments().getFirst()));
        }
        if (error.code().status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("www-authenticate", "Bearer");
        }
    }
}
