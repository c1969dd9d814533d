package dev.millrace.provider.azure;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What each deployment calls the output limit. Reasoning models refuse {@code max_tokens}, older
 * ones {@code max_completion_tokens}, and a deployment's name hides which it is: the refusal, which
 * names the member, is remembered. Thread-safe.
 */
final class LimitNames {

    private static final String OLD = "max_tokens";
    private static final String NEW = "max_completion_tokens";

    /** Older models do not know the member and name it in words alone. */
    private static final Pattern REFUSED =
            Pattern.compile(
                    "(?:Unsupported parameter|Unrecognized request argument supplied)\\W{1,4}"
                            + "(max_tokens|max_completion_tokens)\\b");

    /** By deployment; only such as have answered, so there are few. */
    private final Map<String, String> wanted = new ConcurrentHashMap<>();

    /** The names to change for a deployment; empty while nothing is known. */
    Map<String, String> renamed(String deployment) {
        String name = wanted.get(deployment);
        return name == null ? Map.of() : Map.of(other(name), name);
    }

    /**
     * Learns from the body of a 400.
     *
     * @param asked what the caller had sent
     * @return the member that was refused, when the next call will have it under its other name
     */
    Optional<String> learn(String deployment, RequestBody asked, byte[] refusal) {
        Optional<String> refused =
                refused(AzureErrors.error(refusal)).filter(_ -> asked.has(OLD) || asked.has(NEW));
        refused.ifPresent(name -> wanted.put(deployment, other(name)));
        return refused;
    }

    private static Optional<String> refused(JsonNode error) {
        Matcher words = REFUSED.matcher(Json.text(error, "message"));
        if (words.find()) {
            return Optional.ofNullable(words.group(1));
        }
        String param = Json.text(error, "param");
        return Json.text(error, "code").equals("unsupported_parameter")
                        && (param.equals(OLD) || param.equals(NEW))
                ? Optional.of(param)
                : Optional.empty();
    }

    private static String other(String name) {
        return name.equals(OLD) ? NEW : OLD;
    }
}
