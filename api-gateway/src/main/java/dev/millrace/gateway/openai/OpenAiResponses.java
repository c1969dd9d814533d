package dev.millrace.gateway.openai;

import dev.millrace.events.Completion;
import dev.millrace.events.RequestFinished;
import dev.millrace.gateway.replies.Failures;
import dev.millrace.gateway.replies.StreamEvent;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.error.ErrorResponses;
import dev.millrace.web.error.Languages;
import dev.millrace.web.error.Retry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Responses with the headers OpenAI's have. */
public final class OpenAiResponses {

    private static final String VERSION = "2020-10-01";

    private OpenAiResponses() {}

    static void headers(HttpServletResponse response) {
        response.setHeader("openai-version", VERSION);
    }

    static void processing(HttpServletResponse response, Duration time) {
        response.setHeader("openai-processing-ms", Long.toString(time.toMillis()));
    }

    static void completed(RequestFinished finish, byte[] output, HttpServletResponse response)
            throws IOException {
        Completion completion = finish.getCompletion().orElseThrow();
        response.setHeader("x-millrace-model", header(completion.getModel()));
        response.setHeader("x-millrace-provider", header(completion.getProvider()));
        boolean asked =
                finish.getHead().map(head -> !head.getCacheControl().isEmpty()).orElse(false);
        if (asked || completion.getCached()) {
            response.setHeader("x-millrace-cache", completion.getCached() ? "hit" : "miss");
        }
        if (!completion.getDropped().isEmpty()) {
            response.setHeader(
                    "x-millrace-dropped", header(String.join(",", completion.getDropped())));
        }
        json(HttpServletResponse.SC_OK, CompletionJson.render(finish, output), response);
    }

    /** A request that failed before its stream began. */
    public static void failed(
            StreamEvent.Failed failed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        failed(failed.code(), failed.finish(), request, response);
    }

    static void failed(
            ErrorCode code,
            @Nullable RequestFinished finish,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (finish == null || !Failures.hasDetail(finish)) {
            ErrorResponses.write(
                    finish == null
                            ? dev.millrace.web.error.ApiException.of(code)
                            : Failures.exception(finish),
                    request,
                    response);
            return;
        }
        if (code.status() < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                && code.retry() == Retry.UNSAID) {
            // What the provider refuses it will refuse again.
            response.setHeader("x-should-retry", "false");
        }
        Locale locale = Languages.best(request.getHeader("Accept-Language"));
        ErrorResponses.write(
                Failures.exception(finish), Failures.body(code, finish, locale), response);
    }

    /** Writes a JSON body. */
    public static void json(int status, byte[] body, HttpServletResponse response)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Providers name their models; a header takes only some of what a name may hold. */
    private static String header(String value) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(value)
                        && value.chars().noneMatch(c -> c < 0x20)
                ? value
                : "?";
    }
}
