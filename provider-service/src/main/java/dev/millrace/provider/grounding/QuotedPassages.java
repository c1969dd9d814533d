package dev.millrace.provider.grounding;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * The passages of a prompt as a model finds them there.
 *
 * @param passages in the order of their numbers; empty when the prompt says that nothing was found
 */
public record QuotedPassages(List<Quoted> passages) {

    private static final Pattern KEY = Pattern.compile("line that carries the key ([0-9a-f]+)\\.");

    /** One passage. */
    public record Quoted(int mark, String document, String heading, String text) {}

    /** Empty when the message is not one that {@link GroundedBody} puts there. */
    public static Optional<QuotedPassages> in(String message) {
        if (!message.startsWith(GroundedPrompt.BEGINNING)) {
            return Optional.empty();
        }
        Matcher key = KEY.matcher(message);
        return Optional.of(
                new QuotedPassages(
                        key.find()
                                ? passages(message, message.substring(key.start(1), key.end(1)))
                                : List.of()));
    }

    private static List<Quoted> passages(String message, String key) {
        List<Quoted> passages = new ArrayList<>();
        Matcher begin = Pattern.compile("(?m)^<passage (\\d+) " + key + ">\\n").matcher(message);
        int from = 0;
        while (begin.find(from)) {
            String mark = message.substring(begin.start(1), begin.end(1));
            int end = message.indexOf("\n</passage " + mark + " " + key + ">", begin.end());
            if (end < 0) {
                break;
            }
            String quoted = message.substring(begin.end(), end);
            int body = quoted.indexOf("\n\n");
            // Without any name the empty line comes first.
            boolean named = !quoted.startsWith("\n") && body >= 0;
            String names = named ? quoted.substring(0, body) : "";
            passages.add(
                    new Quoted(
                            Integer.parseInt(mark),
                            name(names, "document: "),
                            name(names, "heading: "),
                            named ? quoted.substring(body + 2) : quoted.substring(1)));
            from = end;
        }
        return passages;
    }

    private static String name(String names, String what) {
        for (String line : names.split("\n", -1)) {
            if (line.startsWith(what)) {
                try {
                    return Json.MAPPER.readTree(line.substring(what.length())).asString("");
                } catch (JacksonException _) {
                    return "";
                }
            }
        }
        return "";
    }
}
