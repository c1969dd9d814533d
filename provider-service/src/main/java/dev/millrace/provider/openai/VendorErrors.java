package dev.millrace.provider.openai;

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
 * Translates what OpenAI-shaped servers say when they refuse. The code decides before the status
 * does: {@code type} and status are too coarse (OpenAI answers 429 for an empty purse, Zhipu 500
 * for bad parameters).
 */
final class VendorErrors {

    private VendorErrors() {}

    static ProviderFailure of(Head head, byte[] body) {
        JsonNode tree = tree(body);
        Refusal error = tree == null ? new Refusal("", "", null, Detail.of("", body)) : error(tree);
        return of(head.status(), RetryAfter.of(head), error);
    }

    /** An error that came inside an answer whose status had said 200. */
    static ProviderFailure inside(JsonNode tree) {
        Refusal error = error(tree);
        int status = status(error.code());
        return of(status, null, error);
    }

    private record Refusal(String code, String type, @Nullable String param, String message) {}

    private static ProviderFailure of(int status, @Nullable Duration pause, Refusal error) {
        String detail = error.message();
        ProviderFailure known = byCode(error, pause);
        if (known != null) {
            return known;
        }
        return switch (status) {
            case 400, 409, 422 -> refused(error);
            case 401, 403 -> new ProviderFailure.Authentication(detail);
            case 402 -> new ProviderFailure.QuotaExhausted(detail);
            case 404 -> new ProviderFailure.ModelNotFound(detail);
            case 408 -> new ProviderFailure.Overloaded(pause, detail);
            case 413 -> new ProviderFailure.RequestTooLarge(detail);
            case 429 -> new ProviderFailure.RateLimited(pause, detail);
            case 503, 529 -> new ProviderFailure.Overloaded(pause, detail);
            default ->
                    status >= 400 && status < 500
                            ? refused(error)
                            : new ProviderFailure.ServerError(status, detail);
        };
    }

    /** Vendors' own codes; numbers are Zhipu's. */
    private static @Nullable ProviderFailure byCode(Refusal error, @Nullable Duration pause) {
        String detail = error.message();
        return switch (error.code()) {
            case "context_length_exceeded",
                    "tokens_too_long",
                    "characters_too_long",
                    "exceed_context_size_error",
                    "1261" ->
                    new ProviderFailure.ContextTooLong(detail);
            case "content_filter",
                    "content_policy_violation",
                    "image_content_policy_violation",
                    "data_inspection_failed",
                    "system_unsafe",
                    "1301" ->
                    new ProviderFailure.ContentFiltered(detail);
            case "insufficient_quota" ->
                    // With Qwen it means tokens per minute; it says so.
                    detail.contains("allocated") || detail.contains("per minute")
                            ? new ProviderFailure.RateLimited(pause, detail)
                            : new ProviderFailure.QuotaExhausted(detail);
            case "credit_balance_exhausted",
                    "organization_spend_limit_exceeded",
                    "project_spend_limit_exceeded",
                    "organization_usage_limit_exceeded",
                    "billing_hard_limit_reached",
                    "Arrearage",
                    "1113",
                    "1304",
                    "1308",
                    "1310" ->
                    new ProviderFailure.QuotaExhausted(detail);
            case "rate_limit_exceeded",
                    "limit_requests",
                    "limit_burst_rate",
                    "Throttling.RateQuota",
                    "Throttling.AllocationQuota",
                    "1302",
                    "1303" ->
                    new ProviderFailure.RateLimited(pause, detail);
            case "slow_down", "server_is_overloaded", "overloaded_error", "1305", "1312" ->
                    new ProviderFailure.Overloaded(pause, detail);
            case "invalid_api_key",
                    "invalid_iam_token",
                    "invalid_appid",
                    "1000",
                    "1001",
                    "1002",
                    "1003",
                    "1004" ->
                    new ProviderFailure.Authentication(detail);
            case "model_not_found", "invalid_model", "DeploymentNotFound", "1211" ->
                    new ProviderFailure.ModelNotFound(detail);
            case "1210", "1213", "1214", "1215" -> refused(error);
            default -> null;
        };
    }

    /** Older servers say only in words that the context does not fit. */
    private static ProviderFailure refused(Refusal error) {
        String words = error.message().toLowerCase(Locale.ROOT);
        boolean tooLong =
                words.contains("context length")
                        || words.contains("context window")
                        || words.contains("maximum context")
                        || words.contains("exceed_context_size");
        return tooLong
                ? new ProviderFailure.ContextTooLong(error.message())
                : new ProviderFailure.InvalidRequest(error.param(), error.message());
    }

    /** {@code error} as an object, as a string, or at the top level. */
    private static Refusal error(JsonNode tree) {
        JsonNode error = tree.get("error");
        if (error == null || error.isNull()) {
            error = tree;
        }
        if (error.isString()) {
            return new Refusal("", "", null, Detail.of(error.stringValue()));
        }
        JsonNode code = error.get("code");
        String param = Json.text(error, "param");
        String type = Json.text(error, "type");
        String word = code == null || code.isNull() ? "" : code.asString("");
        return new Refusal(
                word.isEmpty() ? type : word,
                type,
                param.isEmpty() ? null : param,
                Detail.of(Json.text(error, "message")));
    }

    private static int status(String code) {
        try {
            int status = Integer.parseInt(code);
            return status >= 400 && status < 600 ? status : 503;
        } catch (NumberFormatException _) {
            // What had begun was refused by no rule: the server broke down. But Responses judges
            // prompts and images after it has begun.
            boolean refused = code.startsWith("invalid_") || code.contains("image");
            return refused ? 400 : 503;
        }
    }

    private static @Nullable JsonNode tree(byte[] body) {
        try {
            JsonNode tree = Json.MAPPER.readTree(body);
            return tree != null && tree.isObject() ? tree : null;
        } catch (JacksonException _) {
            return null;
        }
    }
}
