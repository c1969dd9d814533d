package dev.millrace.provider.anthropic;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Claude model takes, by its name: the API refuses what a generation does not know.
 *
 * @param thinking how it is told to think
 * @param budgets takes a number of tokens to think with
 * @param efforts it knows, lowest first; for those that are told so
 * @param thinksUnasked unless it is told not to
 * @param sampling takes {@code temperature}, {@code top_p} and {@code top_k}
 * @param schemas answers by a JSON schema
 * @param maxTokens asked for when the caller names no limit: the API wants one
 */
record ClaudeModel(
        Thinking thinking,
        boolean budgets,
        List<String> efforts,
        boolean thinksUnasked,
        boolean sampling,
        boolean schemas,
        int maxTokens) {

    private static final List<String> FOUR = List.of("low", "medium", "high", "max");
    private static final List<String> FIVE = List.of("low", "medium", "high", "xhigh", "max");

    /** How a model is told to think. */
    enum Thinking {
        NONE,
        /** By a number of tokens. */
        BUDGET,
        /** By an effort; a switch turns it off. */
        ADAPTIVE,
        /** By an effort, and it cannot be turned off. */
        ALWAYS
    }

    private static final Pattern NAME =
            Pattern.compile(
                    "claude-(?:(\\d+)(?:-(\\d))?-)?(opus|sonnet|haiku|fable|instant)"
                            + "(?:-(\\d{1,2}))?(?:-(\\d{1,2}))?(?:[-@].*)?");

    static ClaudeModel of(String model) {
        Matcher name = NAME.matcher(model.substring(model.lastIndexOf('/') + 1));
        if (!name.matches()) {
            // A name of tomorrow more likely than one of yesterday.
            return new ClaudeModel(Thinking.ADAPTIVE, false, FIVE, false, false, true, 8_192);
        }
        int version =
                name.group(1) == null
                        ? version(name.group(4), name.group(5))
                        : version(name.group(1), name.group(2));
        String family = String.valueOf(name.group(3));
        boolean opus = family.equals("opus");
        boolean newest = version >= 50 || (opus && version >= 47);
        return new ClaudeModel(
                thinking(family, version),
                version >= 37 && !newest,
                newest ? FIVE : FOUR,
                version >= 50 && (family.equals("sonnet") || family.equals("fable")),
                !newest,
                version >= 45 || (opus && version == 41),
                version < 37 ? 4_096 : 8_192);
    }

    private static Thinking thinking(String family, int version) {
        if (version < 37) {
            return Thinking.NONE;
        }
        if (version < 46) {
            return Thinking.BUDGET;
        }
        return family.equals("fable") ? Thinking.ALWAYS : Thinking.ADAPTIVE;
    }

    private static int version(@Nullable String major, @Nullable String minor) {
        return (major == null ? 90 : Integer.parseInt(major) * 10)
                + (minor == null ? 0 : Integer.parseInt(minor));
    }
}
