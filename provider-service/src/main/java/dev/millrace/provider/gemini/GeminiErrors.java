package dev.millrace.provider.gemini;

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
 * Translates Google's refusals (google.rpc.Status): its {@code status} decides, and where that is
 * too coarse its {@code details} do.
 */
final class GeminiErrors {

    private GeminiErrors() {}

    static ProviderFailure of(Head head, byte[] body) {
        JsonNode error = error(body);
        String said = Json.text(error, "message");
        String detail = Detail.of(said, body);
        return of(error, head.status(), detail, RetryAfter.of(head));
    }

    /** An error within a stream, or in place of an answer, whose status had said 200. */
    static ProviderFailure inside(JsonNode error) {
        int status = Math.max(400, error.path("code").asInt(500));
        return of(error, status, Detail.of(Json.text(error, "message")), null);
    }

    /** Streams are refused with an array around the error. */
    private static JsonNode error(byte[] body) {
        try {
            JsonNode tree = Json.MAPPER.readTree(body);
            return (tree.isArray() ? tree.path(0) : tree).path("error");
        } catch (JacksonException _) {
            return Json.MAPPER.missingNode();
        }
    }

    private static ProviderFailure of(
            JsonNode error, int status, String detail, @Nullable Duration pause) {
        String named = Json.text(error, "status");
        return switch (named.isEmpty() ? name(status) : named) {
            case "UNAUTHENTICATED", "PERMISSION_DENIED" ->
                    new ProviderFailure.Authentication(detail);
            case "NOT_FOUND" -> new ProviderFailure.ModelNotFound(detail);
            case "RESOURCE_EXHAUSTED" -> exhausted(error, detail, pause);
            case "UNAVAILABLE" -> new ProviderFailure.Overloaded(pause, detail);
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" ->
                    invalid(error, detail);
            case "TOO_LARGE" -> new ProviderFailure.RequestTooLarge(detail);
            case "DEADLINE_EXCEEDED" -> new ProviderFailure.ServerError(504, detail);
            default -> new ProviderFailure.ServerError(Math.max(500, status), detail);
        };
    }

    /** What is used up for a day is not worth waiting for. */
    private static ProviderFailure exhausted(
            JsonNode error, String detail, @Nullable Duration pause) {
        Duration wait = pause;
        for (JsonNode one : error.path("details")) {
            for (JsonNode violation : one.path("violations")) {
                if (Json.text(violation, "quotaId").contains("PerDay")) {
                    return new ProviderFailure.QuotaExhausted(detail);
                }
            }
            Duration told = seconds(Json.text(one, "retryDelay"));
            wait = told == null ? wait : told;
        }
        return new ProviderFailure.RateLimited(wait, detail);
    }

    /** {@code "34.4s"}, as protocol buffers write a duration in JSON. */
    private static @Nullable Duration seconds(String text) {
        if (!text.endsWith("s")) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(text.substring(0, text.length() - 1));
            return seconds >= 0 && seconds < 86_400
                    ? Duration.ofMillis((long) Math.ceil(seconds * 1_000))
                    : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static ProviderFailure invalid(JsonNode error, String detail) {
        for (JsonNode one : error.path("details")) {
            if (Json.text(one, "reason").equals("API_KEY_INVALID")) {
                return new ProviderFailure.Authentication(detail);
            }
        }
        String said = detail.toLowerCase(Locale.ROOT);
        return said.contains("token count") && said.contains("exceeds")
                ? new ProviderFailure.ContextTooLong(detail)
                : new ProviderFailure.InvalidRequest(null, detail);
    }

    /** For a proxy in between that answers in words of its own. */
    private static String name(int status) {
        return switch (status) {
            case 401, 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 413 -> "TOO_LARGE";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503, 529 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }
}
