package dev.millrace.provider.execution;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Failures at random, each with what must follow it, told without the code that decides. */
final class RandomFailures {

    /**
     * What may follow when nothing was shown.
     *
     * @param code what a client is told
     * @param passing the same provider may be asked again
     * @param others somebody else may be asked
     */
    record Kind(ProviderFailure failure, String code, boolean passing, boolean others) {}

    private static final Duration AT_ONCE = Duration.ZERO;

    private final Random random;

    RandomFailures(Random random) {
        this.random = random;
    }

    Kind next() {
        String said = "words " + random.nextInt(1_000);
        List<Kind> all =
                List.of(
                        new Kind(
                                new ProviderFailure.Overloaded(AT_ONCE, said),
                                "upstream_overloaded",
                                true,
                                true),
                        new Kind(
                                new ProviderFailure.RateLimited(AT_ONCE, said),
                                "rate_limit_exceeded",
                                true,
                                true),
                        new Kind(
                                new ProviderFailure.ServerError(500 + random.nextInt(12), said),
                                "upstream_error",
                                true,
                                true),
                        new Kind(
                                new ProviderFailure.Connection("SocketException"),
                                "upstream_error",
                                true,
                                true),
                        new Kind(
                                new ProviderFailure.Timeout(Phase.CONNECT),
                                "upstream_timeout",
                                true,
                                true),
                        new Kind(
                                new ProviderFailure.Interrupted(),
                                "upstream_interrupted",
                                true,
                                true),
                        new Kind(
                                new ProviderFailure.QuotaExhausted(said),
                                "upstream_error",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.Timeout(Phase.FIRST_TOKEN),
                                "upstream_timeout",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.Timeout(Phase.IDLE),
                                "upstream_timeout",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.Timeout(Phase.CALL),
                                "upstream_timeout",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.InvalidAnswer("no JSON"),
                                "upstream_invalid",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.Authentication(said),
                                "upstream_authentication",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.ModelNotFound(said),
                                "model_not_found",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.RequestTooLarge(said),
                                "request_too_large",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.ContextTooLong(said),
                                "context_length_exceeded",
                                false,
                                true),
                        new Kind(
                                new ProviderFailure.InvalidRequest("messages", said),
                                "invalid_value",
                                false,
                                false),
                        new Kind(
                                new ProviderFailure.ContentFiltered(said),
                                "content_filter",
                                false,
                                false),
                        new Kind(new ProviderFailure.AnswerTooLarge(), "too_large", false, false));
        return all.get(random.nextInt(all.size()));
    }
}
