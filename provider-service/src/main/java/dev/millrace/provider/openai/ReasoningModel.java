package dev.millrace.provider.openai;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model of OpenAI's takes, by its name: those that think refuse what others take.
 *
 * @param thinks o-series and gpt-5 onwards
 * @param levels efforts it knows, lowest first; empty when it does not think
 * @param silences it can be told not to think
 * @param stops takes sequences to stop at
 * @param toolsWhileThinking takes functions on chat completions while it thinks
 */
record ReasoningModel(
        boolean thinks,
        List<String> levels,
        boolean silences,
        boolean stops,
        boolean toolsWhileThinking) {

    private static final Pattern O_SERIES = Pattern.compile("o\\d.*");
    private static final Pattern WITHOUT_STOP = Pattern.compile("o3(?!-mini).*|o4-mini.*");
    private static final Pattern GPT = Pattern.compile("gpt-(\\d+)(?:\\.(\\d))?(?![\\d.])(.*)");
    private static final ReasoningModel OTHER =
            new ReasoningModel(false, List.of(), true, true, true);

    private static final List<String> THREE = List.of("low", "medium", "high");
    private static final List<String> FOUR = List.of("minimal", "low", "medium", "high");

    static ReasoningModel of(String name) {
        String bare = name.substring(name.lastIndexOf('/') + 1);
        String model = bare.startsWith("ft:") ? bare.substring(3) : bare;
        if (O_SERIES.matcher(model).matches()) {
            return new ReasoningModel(
                    true, THREE, false, !WITHOUT_STOP.matcher(model).matches(), true);
        }
        Matcher gpt = GPT.matcher(model);
        if (!gpt.matches()) {
            return OTHER;
        }
        int minor = gpt.group(2) == null ? 0 : Integer.parseInt(gpt.group(2));
        int version = Integer.parseInt(requireNonNull(gpt.group(1))) * 10 + minor;
        boolean chats = version == 50 && requireNonNull(gpt.group(3)).startsWith("-chat");
        return version < 50 || chats
                ? OTHER
                : new ReasoningModel(true, levels(version), version >= 51, true, version < 54);
    }

    private static List<String> levels(int version) {
        if (version < 52) {
            return FOUR;
        }
        if (version < 55) {
            return List.of("minimal", "low", "medium", "high", "xhigh");
        }
        return version == 55
                ? List.of("low", "medium", "high", "xhigh")
                : List.of("low", "medium", "high", "xhigh", "max");
    }
}
