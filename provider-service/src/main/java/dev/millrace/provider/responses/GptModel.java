package dev.millrace.provider.responses;

import static java.util.Objects.requireNonNull;

import dev.millrace.provider.protocol.Reasoning;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model of OpenAI's takes, by its name: those that think refuse what others take.
 *
 * @param reasons it can think: o-series, Codex, and gpt-5 onwards
 * @param version ten times the number of a gpt: 54 is gpt-5.4; 0 for any other
 * @param onlyResponses it is nowhere but behind Responses
 * @param stops it takes sequences to stop at
 */
public record GptModel(boolean reasons, int version, boolean onlyResponses, boolean stops) {

    private static final Pattern O_SERIES = Pattern.compile("o\\d.*");
    private static final Pattern WITHOUT_STOP = Pattern.compile("o3(?!-mini).*|o4-mini.*");
    private static final Pattern GPT = Pattern.compile("gpt-(\\d{1,2})(?:\\.(\\d))?(?![\\d.]).*");
    private static final Pattern ONLY_RESPONSES =
            Pattern.compile(".*-(pro|codex|deep-research)(-.*)?|codex-.*|computer-use-.*");

    /** The first that can be told not to think, and does not unless told to. */
    private static final int SILENT = 51;

    /** From here on chat completions refuse tools while it thinks. */
    private static final int NO_TOOLS_WHILE_THINKING = 54;

    /** From here on they think unless told not to, and no effort is called minimal. */
    private static final int THINKING = 55;

    private static final List<String> THREE = List.of("low", "medium", "high");
    private static final List<String> FOUR = List.of("minimal", "low", "medium", "high");

    /** What its name says, a fine-tuned one's too. */
    public static GptModel of(String name) {
        String bare = name.substring(name.lastIndexOf('/') + 1);
        String model = bare.startsWith("ft:") ? bare.substring(3) : bare;
        Matcher gpt = GPT.matcher(model);
        int version = gpt.matches() ? version(requireNonNull(gpt.group(1)), gpt.group(2)) : 0;
        boolean reasons =
                O_SERIES.matcher(model).matches()
                        || (version >= 50 && !model.startsWith("gpt-5-chat"))
                        || model.startsWith("codex-");
        return new GptModel(
                reasons,
                version,
                ONLY_RESPONSES.matcher(model).matches(),
                !WITHOUT_STOP.matcher(model).matches());
    }

    private static int version(String major, @Nullable String minor) {
        return Integer.parseInt(major) * 10 + (minor == null ? 0 : Integer.parseInt(minor));
    }

    /** The efforts it knows, lowest first. */
    public List<String> levels() {
        if (version < 50) {
            return THREE;
        }
        if (version < 52) {
            return FOUR;
        }
        if (version < THINKING) {
            return List.of("minimal", "low", "medium", "high", "xhigh");
        }
        return version == THINKING
                ? List.of("low", "medium", "high", "xhigh")
                : List.of("low", "medium", "high", "xhigh", "max");
    }

    /** It can be told not to think. */
    public boolean silences() {
        return !reasons || version >= SILENT;
    }

    /** Chat completions give it functions while it thinks. */
    public boolean toolsWhileThinking() {
        return version < NO_TOOLS_WHILE_THINKING;
    }

    /**
     * The effort to ask it for; empty leaves it to the model. A word of tomorrow goes on: the
     * vendor knows.
     */
    public String effort(Reasoning asked) {
        if (asked.strange()) {
            return asked.effort();
        }
        if (asked.off()) {
            return silences() ? Reasoning.NONE : levels().getFirst();
        }
        return asked.on() ? asked.level(levels()) : "";
    }

    /**
     * It thinks about an answer for which this effort is asked.
     *
     * @param effort empty when the caller named none
     */
    public boolean thinks(String effort) {
        if (!reasons || (effort.equals(Reasoning.NONE) && version >= SILENT)) {
            return false;
        }
        boolean silent = version >= SILENT && version < THINKING && !onlyResponses;
        return !effort.isEmpty() || !silent;
    }
}
