package dev.millrace.provider.health;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.Verdict;
import org.jspecify.annotations.Nullable;

/** What is learned of a provider from a call or a check. */
sealed interface Signal {

    /** It answered, be it with a refusal of the request. */
    record Answered() implements Signal {}

    /** Nobody was there. */
    record Unreachable() implements Signal {}

    /** A check ended by the provider's own fault. */
    record Faulty() implements Signal {}

    /** A check found that it does not take the credential. */
    record Refused() implements Signal {}

    /** The live calls since the last look, and how many of them ended by the provider's fault. */
    record Calls(long ended, long faulty) implements Signal {}

    /**
     * Of a live call; null when it tells nothing. Faults of single calls are no signal: they are
     * counted, because a busy provider always has some.
     */
    static @Nullable Signal ofCall(@Nullable ProviderFailure failure) {
        if (failure == null) {
            return new Answered();
        }
        if (isUnreachable(failure)) {
            return new Unreachable();
        }
        return switch (failure) {
            case ProviderFailure.RateLimited _,
                    ProviderFailure.InvalidRequest _,
                    ProviderFailure.ContextTooLong _,
                    ProviderFailure.ContentFiltered _ ->
                    new Answered();
            default -> null;
        };
    }

    /** Of a check. */
    static Signal ofCheck(@Nullable ProviderFailure failure) {
        if (failure == null) {
            return new Answered();
        }
        if (isUnreachable(failure)) {
            return new Unreachable();
        }
        if (failure instanceof ProviderFailure.Authentication) {
            return new Refused();
        }
        return Verdict.isProvidersFault(failure) ? new Faulty() : new Answered();
    }

    private static boolean isUnreachable(ProviderFailure failure) {
        return failure instanceof ProviderFailure.Connection
                || (failure instanceof ProviderFailure.Timeout(Phase phase)
                        && phase == Phase.CONNECT);
    }
}
