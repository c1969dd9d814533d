package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.Detail;
import dev.millrace.provider.protocol.RetryAfter;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Translates what OpenAI-shaped servers say when they refuse. The code decides before the status
 * does: {@code type} and status are too coarse (OpenAI answers 429 for an empty purse). A dialect's
 * own codes come first.
 */
final class VendorErrors {

    private VendorErrors() {}

    static ProviderFailure of(Head head, byte[] body) {
        return of(head, body, OpenAi.OWN);
    }

    static ProviderFailure of(Head head, byte[] body, Dialect dialect) {
        JsonNode tree = tree(body);
        Duration pause = pause(head, dialect);
        Refusal refusal =
                tree == null
                        ? new Refusal("", "", null, Detail.of("", body), pause)
                        : refusal(tree, pause);
        return of(head.status(), refusal, dialect);
    }

    /** What it asks for, else until what is used up is there again. */
    private static @Nullable Duration pause(Head head, Dialect dialect) {
        Duration asked = RetryAfter.of(head);
        if (asked != null || head.status() != 429) {
            return asked;
        }
        RateLimits rates = dialect.rates(head);
        return rates == null ? null : rates.pause();
    }

    /** An error that came inside an answer whose status had said 200. */
    static ProviderFailure inside(JsonNode tree) {
        return inside(tree, OpenAi.OWN);
    }

    static ProviderFailure inside(JsonNode tree, Dialect dialect) {
        Refusal refusal = refusal(tree, null);
        return of(status(refusal.code()), refusal, dialect);
    }

    private static ProviderFailure of(int status, Refusal refusal, Dialect dialect) {
        ProviderFailure own = dialect.failure(refusal);
        ProviderFailure known = own == null ? byCode(refusal) : own;
        return known == null ? byStatus(status, refusal) : known;
    }

    private static ProviderFailure byStatus(int status, Refusal refusal) {
        return switch (status) {
            case 401, 403 -> refusal.authentication();
            case 402 -> refusal.exhausted();
            case 404 -> refusal.modelNotFound();
            case 408, 503, 529 -> refusal.overloaded();
            case 413 -> new ProviderFailure.RequestTooLarge(refusal.message());
            case 429 -> refusal.rateLimited();
            default ->
                    status >= 400 && status < 500
                            ? refused(refusal)
                            : new ProviderFailure.ServerError(status, refusal.message());
        };
    }

    /** OpenAI's own codes. */
    private static @Nullable ProviderFailure byCode(Refusal refusal) {
        return switch (refusal.code()) {
            case "context_length_exceeded" -> refusal.contextTooLong();
            case "content_filter", "content_policy_violation", "image_content_policy_violation" ->
                    refusal.filtered();
            case "insufficient_quota",
                    "credit_balance_exhausted",
                    "organization_spend_limit_exceeded",
                    "project_spend_limit_exceeded",
                    "organization_usage_limit_exceeded",
                    "billing_hard_limit_reached" ->
                    refusal.exhausted();
            case "rate_limit_exceeded" -> refusal.rateLimited();
            case "slow_down", "server_is_overloaded", "overloaded_error" -> refusal.overloaded();
            case "invalid_api_key" -> refusal.authentication();
            case "model_not_found", "DeploymentNotFound" -> refusal.modelNotFound();
            default -> null;
        };
    }

    /** Older servers say only in words that the context does not fit. */
    private static ProviderFailure refused(Refusal error) {
        String words = error.message().toLowerCase(Locale.ROOT);
        boolean tooLong =
                words.contains("context length")
                        || words.contains("context window")
                        || words.contains("context size")
                        || words.contains("maximum context");
        return tooLong ? error.contextTooLong() : error.invalid();
    }

    /** {@code error} as an object, as a string, or at the top level. */
    private static Refusal refusal(JsonNode tree, @Nullable Duration pause) {
        JsonNode error = tree.get("error");
        if (error == null || error.isNull()) {
            error = tree;
        }
        if (error.isString()) {
            return new Refusal("", "", null, Detail.of(error.stringValue()), pause);
        }
        JsonNode code = error.get("code");
        String param = Json.text(error, "param");
        String type = Json.text(error, "type");
        String word = code == null || code.isNull() ? "" : code.asString("");
        return new Refusal(
                word.isEmpty() ? type : word,
                type,
                param.isEmpty() ? null : param,
                Detail.of(Json.text(error, "message")),
                pause);
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
