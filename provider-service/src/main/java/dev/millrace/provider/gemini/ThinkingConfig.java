package dev.millrace.provider.gemini;

import static java.util.Objects.requireNonNull;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.protocol.Reasoning;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code thinkingConfig}: up to 2.5 a number of tokens, from 3 on a level; both at once are
 * refused.
 */
final class ThinkingConfig {

    /** Tokens for each effort, as Google's own OpenAI endpoint has them. */
    private static final Map<String, Integer> BUDGETS =
            Map.of(
                    "minimal", 512,
                    "low", 1_024,
                    "medium", 8_192,
                    "high", 24_576,
                    "xhigh", 24_576,
                    "max", 24_576);

    private static final Pattern NAME = Pattern.compile("gemini-(\\d+)(?:\\.(\\d+))?(.*)");
    private static final int LEVELS_FROM = 30;
    private static final int BUDGETS_FROM = 25;
    private static final int FLASH_WITHOUT_MINIMAL = 37;

    private final Reasoning asked;
    private final Set<String> dropped;
    private final ObjectNode config = Json.MAPPER.createObjectNode();

    private ThinkingConfig(Reasoning asked, Set<String> dropped) {
        this.asked = asked;
        this.dropped = dropped;
    }

    /** Empty when nothing is to be said. */
    static ObjectNode of(Reasoning asked, String model, Set<String> dropped) {
        dropped.addAll(asked.unknown());
        ThinkingConfig thinking = new ThinkingConfig(asked, dropped);
        Matcher name = NAME.matcher(Gemini.bare(model));
        boolean known = name.matches();
        int version = known ? version(name) : LEVELS_FROM;
        String kind = known ? String.valueOf(name.group(3)) : model;
        if (version < BUDGETS_FROM) {
            thinking.unknown();
        } else if (version < LEVELS_FROM) {
            thinking.budget(kind);
        } else {
            thinking.level(levels(version, kind));
        }
        return thinking.config;
    }

    private static int version(Matcher name) {
        String minor = name.group(2);
        return Integer.parseInt(requireNonNull(name.group(1))) * 10
                + (minor == null ? 0 : Math.min(9, Integer.parseInt(minor)));
    }

    private static List<String> levels(int version, String kind) {
        if (kind.contains("-pro")) {
            return List.of("low", "high");
        }
        return version >= FLASH_WITHOUT_MINIMAL
                ? List.of("low", "medium", "high")
                : List.of("minimal", "low", "medium", "high");
    }

    private void unknown() {
        if (asked.on() || asked.strange()) {
            dropped.add(asked.name());
            if (asked.hasBudget()) {
                dropped.add(Reasoning.BUDGET);
            }
        }
    }

    private void budget(String kind) {
        int least = kind.contains("-pro") ? 128 : kind.contains("-lite") ? 512 : 1;
        int most = kind.contains("-pro") ? 32_768 : 24_576;
        boolean silences = !kind.contains("-pro");
        if (asked.off()) {
            config.put("thinkingBudget", silences ? 0 : least);
            if (!silences) {
                dropped.add(asked.name());
            }
        } else if (asked.on()) {
            int tokens = Math.min(asked.tokens(BUDGETS), most);
            if (tokens < least) {
                // More than the budget would be thought: then rather nothing.
                tokens = silences ? 0 : least;
                dropped.add(asked.hasBudget() ? Reasoning.BUDGET : asked.name());
            }
            config.put("thinkingBudget", tokens);
            shown(tokens > 0);
        } else {
            unsaid();
        }
    }

    /** They always think: least is the nearest to not at all. */
    private void level(List<String> levels) {
        if (asked.off()) {
            config.put("thinkingLevel", levels.getFirst());
            dropped.add(asked.name());
        } else if (asked.on()) {
            config.put("thinkingLevel", asked.level(levels));
            if (asked.hasBudget()) {
                dropped.add(Reasoning.BUDGET);
            }
            shown(true);
        } else {
            unsaid();
        }
    }

    private void unsaid() {
        if (asked.strange()) {
            dropped.add(asked.name());
        }
        shown(Boolean.TRUE.equals(asked.include()));
    }

    private void shown(boolean thinks) {
        if (thinks && asked.included()) {
            config.put("includeThoughts", true);
        }
    }
}
