package dev.millrace.provider.azure;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.Refusals;
import dev.millrace.provider.protocol.RetryAfter;
import dev.millrace.provider.upstream.Head;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where Azure's refusals say more than OpenAI's: what its filter blocked is named by an inner
 * error, whatever the outer one says, and a rate limit tells the pause in words too.
 */
record AzureErrors(Refusals usual) implements Refusals {

    private static final String POLICY = "ResponsibleAIPolicyViolation";
    private static final Pattern PAUSE =
            Pattern.compile("retry after (\\d{1,6}) (milli)?seconds?", Pattern.CASE_INSENSITIVE);

    @Override
    public ProviderFailure of(Head head, byte[] body) {
        ProviderFailure failure = usual.of(head, body);
        return switch (failure) {
            case ProviderFailure.RateLimited(Duration pause, String detail) when pause == null ->
                    new ProviderFailure.RateLimited(pause(detail), detail);
            case ProviderFailure.InvalidRequest(_, String detail) when isPolicy(body) ->
                    new ProviderFailure.ContentFiltered(detail);
            default -> failure;
        };
    }

    private static @Nullable Duration pause(String words) {
        Matcher told = PAUSE.matcher(words);
        if (!told.find()) {
            return null;
        }
        long amount = Long.parseLong(Objects.requireNonNull(told.group(1)));
        return RetryAfter.bounded(
                told.group(2) == null ? Duration.ofSeconds(amount) : Duration.ofMillis(amount));
    }

    private static boolean isPolicy(byte[] body) {
        JsonNode error = error(body);
        return Json.text(error, "code").equals(POLICY)
                || Json.text(error.path("innererror"), "code").equals(POLICY);
    }

    /** The error within the body, or the body itself where it is the error. */
    static JsonNode error(byte[] body) {
        try {
            JsonNode tree = Json.MAPPER.readTree(body);
            return tree.path("error").isObject() ? tree.path("error") : tree;
        } catch (JacksonException _) {
            return Json.MAPPER.missingNode();
        }
    }
}
