package dev.millrace.web.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Gives every error response the one shape. What no translation knows is a fault of ours: it is
 * logged once, with the request's id in the MDC, and the client learns nothing but that id.
 */
@RestControllerAdvice
public final class ApiErrors {

    private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

    private final List<ErrorTranslation> translations;
    private final WebErrors web = new WebErrors();

    public ApiErrors(List<ErrorTranslation> translations) {
        this.translations = List.copyOf(translations);
    }

    /**
     * Answers with the error. When part of the response has gone out it is thrown on instead: the
     * connection must break, else the client would take the part for the whole.
     */
    @ExceptionHandler
    public void on(Throwable failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (failure instanceof AsyncRequestNotUsableException
                || DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return; // Nobody is there to read it.
        }
        if (response.isCommitted()) {
            throw new ServletException("failed after the response had begun", failure);
        }
        ErrorResponses.write(translate(failure), request, response);
    }

    /** The answer to an error dispatch of the container: it knows a status, or an exception. */
    public void onDispatch(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Object failure = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ErrorResponses.write(
                failure instanceof Throwable thrown
                        ? translate(thrown)
                        : ofStatus(status instanceof Integer known ? known : 404),
                request,
                response);
    }

    /** The error of a bare status. */
    public static ApiException ofStatus(int status) {
        return WebErrors.ofStatus(status);
    }

    /** What an exception means to a client. Unknown ones are logged here. */
    public ApiException translate(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (ErrorTranslation translation : translations) {
            ApiException known = translation.translate(cause);
            if (known != null) {
                return known;
            }
        }
        ApiException known = web.translate(cause);
        if (known != null) {
            return known;
        }
        log.error("A request failed for a reason nobody foresaw", cause);
        return ApiException.of(ErrorCode.INTERNAL_ERROR);
    }
}
