package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.ProviderFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an OpenAI-shaped server said when it refused.
 *
 * @param code its code, or its type where it has none; a number is written out
 * @param type its type; empty when it has none
 * @param param the member of the request it is about
 * @param message the vendor's words: content
 * @param pause how long it wants to be left alone
 */
public record Refusal(
        String code,
        String type,
        @Nullable String param,
        String message,
        @Nullable Duration pause) {

    public ProviderFailure rateLimited() {
        return new ProviderFailure.RateLimited(pause, message);
    }

    public ProviderFailure overloaded() {
        return new ProviderFailure.Overloaded(pause, message);
    }

    public ProviderFailure exhausted() {
        return new ProviderFailure.QuotaExhausted(message);
    }

    public ProviderFailure contextTooLong() {
        return new ProviderFailure.ContextTooLong(message);
    }

    public ProviderFailure filtered() {
        return new ProviderFailure.ContentFiltered(message);
    }

    public ProviderFailure authentication() {
        return new ProviderFailure.Authentication(message);
    }

    public ProviderFailure modelNotFound() {
        return new ProviderFailure.ModelNotFound(message);
    }

    public ProviderFailure invalid() {
        return new ProviderFailure.InvalidRequest(param, message);
    }

    public ProviderFailure broken() {
        return new ProviderFailure.ServerError(500, message);
    }
}
