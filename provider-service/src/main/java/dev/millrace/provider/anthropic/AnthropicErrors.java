package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.Detail;
import dev.millrace.provider.upstream.Head;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Translates Anthropic's refusals; their {@code type} decides before the status does. */
final class AnthropicErrors {

    private AnthropicErrors() {}

    static ProviderFailure of(Head head, byte[] body) {
        JsonNode error = error(body);
        String said = Json.text(error, "message");
        String detail = Detail.of(said, body);
        String named = Json.text(error, "type");
        String type = named.isEmpty() ? type(head.status()) : named;
        return of(type, head.status(), error, detail, AnthropicRates.pause(head));
    }

    /** An error within a stream, or in place of an answer, whose status had said 200. */
    static ProviderFailure inside(JsonNode error) {
        String type = Json.text(error, "type");
        return of(type, 500, error, Detail.of(Json.text(error, "message")), null);
    }

    private static JsonNode error(byte[] body) {
        try {
            return Json.MAPPER.readTree(body).path("error");
        } catch (JacksonException _) {
            return Json.MAPPER.missingNode();
        }
    }

    private static ProviderFailure of(
            String type, int status, JsonNode error, String detail, @Nullable Duration pause) {
        return switch (type) {
            case "authentication_error", "permission_error" ->
                    new ProviderFailure.Authentication(detail);
            case "billing_error" -> new ProviderFailure.QuotaExhausted(detail);
            case "not_found_error" -> new ProviderFailure.ModelNotFound(detail);
            case "request_too_large" -> new ProviderFailure.RequestTooLarge(detail);
            case "rate_limit_error" ->
                    isSpent(error)
                            ? new ProviderFailure.QuotaExhausted(detail)
                            : new ProviderFailure.RateLimited(pause, detail);
            case "overloaded_error" -> new ProviderFailure.Overloaded(pause, detail);
            case "invalid_request_error" -> invalid(detail);
            case "timeout_error" -> new ProviderFailure.ServerError(504, detail);
            default -> new ProviderFailure.ServerError(Math.max(500, status), detail);
        };
    }

    /** A limit that an administrator has set: it does not pass by itself. */
    private static boolean isSpent(JsonNode error) {
        return Json.text(error.path("details"), "error_code")
                .equals("enforced_spend_limit_reached");
    }

    /** One type for much; only its sentence tells these apart. */
    private static ProviderFailure invalid(String detail) {
        String said = detail.toLowerCase(Locale.ROOT);
        if (said.contains("prompt is too long") || said.contains("exceed context limit")) {
            return new ProviderFailure.ContextTooLong(detail);
        }
        if (said.contains("credit balance is too low")) {
            return new ProviderFailure.QuotaExhausted(detail);
        }
        return new ProviderFailure.InvalidRequest(null, detail);
    }

    /** For a proxy in between that answers in words of its own. */
    private static String type(int status) {
        return switch (status) {
            case 401, 403 -> "authentication_error";
            case 402 -> "billing_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
