package dev.millrace.router.plan;

import dev.millrace.router.classification.Features;
import dev.millrace.router.policy.Difficulty;
import dev.millrace.router.policy.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in plain words how `auto` came to its choice. */
final class Reasons {

    private Reasons() {}

    static List<String> of(Ranking ranking, Features features) {
        List<String> reasons = new ArrayList<>();
        Difficulty difficulty = ranking.difficulty();
        reasons.add(
                "The request looks "
                        + difficulty.level().name().toLowerCase(Locale.ROOT)
                        + (difficulty.why().isEmpty()
                                ? "."
                                : ": " + String.join(", ", difficulty.why()) + "."));
        if (!features.read()) {
            reasons.add("Its body is large and was judged by its size alone.");
        }
        if (ranking.retired() > 0) {
            reasons.add("Left out " + ranking.retired() + " that their vendors have switched off.");
        }
        if (ranking.withoutCapability() > 0) {
            reasons.add(
                    "Left out "
                            + ranking.withoutCapability()
                            + " without what is needed: "
                            + String.join(", ", features.needs())
                            + ".");
        }
        if (ranking.tooSmall() > 0) {
            reasons.add(
                    "Left out "
                            + ranking.tooSmall()
                            + " whose context window is smaller than about "
                            + features.inputTokens()
                            + " tokens.");
        }
        return List.copyOf(reasons);
    }
}
