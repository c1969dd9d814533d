package dev.millrace.provider.ollama;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.Detail;
import dev.millrace.provider.protocol.RetryAfter;
import dev.millrace.provider.upstream.Head;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Translates Ollama's refusals, {@code {"error":"text"}}: there are no codes, so the status decides
 * and, where it is too coarse or there is none, the words.
 */
final class OllamaErrors {

    private OllamaErrors() {}

    static ProviderFailure of(Head head, byte[] body) {
        return of(head.status(), RetryAfter.of(head), Detail.of(said(body), body));
    }

    /** An error in the place of an answer, or of a line of one, whose status had said 200. */
    static ProviderFailure inside(JsonNode answer) {
        String detail = Detail.of(said(answer));
        String words = detail.toLowerCase(Locale.ROOT);
        int status = 500;
        if (words.contains("not found")) {
            status = 404;
        } else if (words.contains("does not support") || words.startsWith("invalid ")) {
            status = 400;
        } else if (words.contains("busy") || words.contains("overloaded")) {
            status = 503;
        } else if (words.contains("too many requests") || words.contains("rate limit")) {
            status = 429;
        }
        return of(status, null, detail);
    }

    private static ProviderFailure of(int status, @Nullable Duration pause, String detail) {
        String words = detail.toLowerCase(Locale.ROOT);
        if (words.contains("exceed") && words.contains("context")) {
            // A 400, 413 or 500, by the server's version.
            return new ProviderFailure.ContextTooLong(detail);
        }
        return switch (status) {
            case 401, 403 -> new ProviderFailure.Authentication(detail);
            case 402 -> new ProviderFailure.QuotaExhausted(detail);
            case 404 -> new ProviderFailure.ModelNotFound(detail);
            case 408, 503, 529 -> new ProviderFailure.Overloaded(pause, detail);
            case 413 -> new ProviderFailure.RequestTooLarge(detail);
            case 429 -> new ProviderFailure.RateLimited(pause, detail);
            default ->
                    status >= 400 && status < 500
                            ? new ProviderFailure.InvalidRequest(null, detail)
                            : new ProviderFailure.ServerError(status, detail);
        };
    }

    private static String said(byte[] body) {
        try {
            return said(Json.MAPPER.readTree(body));
        } catch (JacksonException _) {
            return "";
        }
    }

    /** A proxy in front may say it as OpenAI does. */
    private static String said(JsonNode tree) {
        String text = Json.text(tree, "error");
        return text.isEmpty() ? Json.text(tree.path("error"), "message") : text;
    }
}
