package dev.millrace.provider.responses;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model of OpenAI's takes, by its name: the API refuses what a generation does not know.
 *
 * @param reasons thinks before it answers, unless told otherwise
 * @param version of a gpt model in tenths ({@code gpt-5.4} is 54); 0 for others
 * @param onlyResponses chat completions do not have it
 */
public record GptModel(boolean reasons, int version, boolean onlyResponses) {

    private static final Pattern O_SERIES = Pattern.compile("o\\d.*");
    private static final Pattern GPT = Pattern.compile("gpt-(\\d{1,2})(?:\\.(\\d))?(?:-.*)?");
    private static final Pattern ONLY_RESPONSES =
            Pattern.compile(".*-(pro|codex|deep-research)(-.*)?|codex-.*|computer-use-.*");

    /** The first that can be told not to think, and does not unless told to. */
    private static final int SILENT = 51;

    /** From here on they think unless told not to, and no effort is called minimal. */
    private static final int THINKING = 55;

    /** What its name says. */
    public static GptModel of(String model) {
        Matcher gpt = GPT.matcher(model);
        int version = gpt.matches() ? version(requireNonNull(gpt.group(1)), gpt.group(2)) : 0;
        boolean only = ONLY_RESPONSES.matcher(model).matches();
        boolean reasons =
                O_SERIES.matcher(model).matches()
                        || (version >= 50 && !model.startsWith("gpt-5-chat"))
                        || model.startsWith("codex-");
        return new GptModel(reasons, version, only);
    }

    private static int version(String major, @org.jspecify.annotations.Nullable String minor) {
        return Integer.parseInt(major) * 10 + (minor == null ? 0 : Integer.parseInt(minor));
    }

    /**
     * It thinks about an answer for which this effort is asked.
     *
     * @param effort empty when the caller named none
     */
    public boolean thinks(String effort) {
        if (!reasons || (effort.equals("none") && version >= SILENT)) {
            return false;
        }
        boolean silent = version >= SILENT && version < THINKING && !onlyResponses;
        return !effort.isEmpty() || !silent;
    }

    /** The nearest effort that it knows. */
    String effort(String asked) {
        return switch (asked) {
            case "none" -> version >= SILENT ? asked : effort("minimal");
            case "minimal" -> version >= 50 && version < THINKING ? asked : "low";
            case "max" -> version >= 56 ? asked : effort("xhigh");
            case "xhigh" -> version >= 52 ? asked : "high";
            default -> asked;
        };
    }
}
