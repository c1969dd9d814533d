package dev.millrace.provider.upstream;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes the credential out of a vendor's words: some echo what they refuse, and what they say is
 * kept, shown to administrators and, where the fault is the caller's, to the caller.
 */
final class Redaction {

    private static final String GONE = "[credential]";

    /** What is shorter is no secret, and may well be a word. */
    private static final int SHORTEST = 6;

    private final List<String> forms;

    Redaction(String credential) {
        this.forms = credential.length() < SHORTEST ? List.of() : forms(credential);
    }

    /** As it is, and as it is written in JSON, addresses and Base64; the longest first. */
    private static List<String> forms(String credential) {
        String quoted = Json.MAPPER.writeValueAsString(credential);
        return Stream.of(
                        credential,
                        quoted.substring(1, quoted.length() - 1),
                        URLEncoder.encode(credential, StandardCharsets.UTF_8),
                        Base64.getEncoder()
                                .encodeToString(credential.getBytes(StandardCharsets.UTF_8)))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The same failure with nothing of it. */
    ProviderException of(ProviderException e) {
        return e.reworded(this::of);
    }

    String of(String words) {
        String clean = words;
        for (String form : forms) {
            clean = clean.replace(form, GONE);
        }
        for (String form : forms) {
            clean = withoutBeginning(clean, form);
        }
        return clean;
    }

    /** Long words were cut, maybe in the midst of it. */
    private static String withoutBeginning(String words, String form) {
        for (int length = form.length() - 1; length >= SHORTEST; length--) {
            if (words.endsWith(form.substring(0, length))) {
                return words.substring(0, words.length() - length) + GONE;
            }
        }
        return words;
    }
}
