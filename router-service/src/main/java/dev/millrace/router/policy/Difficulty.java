package dev.millrace.router.policy;

import dev.millrace.events.Operation;
import dev.millrace.router.classification.Features;
import dev.millrace.router.classification.Question;
import java.util.ArrayList;
import java.util.List;

/**
 * How hard a request looks.
 *
 * @param why the signs that count, in plain words; empty for a light request without any
 */
public record Difficulty(Level level, int points, List<String> why) {

    /** Each level asks for a price tier. */
    public enum Level {
        LIGHT(PriceTier.ECONOMY),
        STANDARD(PriceTier.STANDARD),
        HARD(PriceTier.PREMIUM);

        private final PriceTier tier;

        Level(PriceTier tier) {
            this.tier = tier;
        }

        PriceTier tier() {
            return tier;
        }
    }

    static Difficulty of(Features features, Policy policy) {
        Policy.Points points = policy.points();
        Tally tally = new Tally();
        if (features.operation() == Operation.CHAT) {
            tally.addIf(features.code(), points.code(), "it is about code");
            tally.addIf(features.reasoning(), points.reasoning(), "it asks for reasoning");
            tally.addIf(features.arithmetic(), points.arithmetic(), "it asks for a calculation");
            tally.addIf(
                    features.question() == Question.EXPLAIN,
                    points.explanation(),
                    "it asks for an explanation");
            tally.addIf(
                    features.inputTokens() >= points.longTokens(),
                    points.longInput(),
                    "its input is long");
            tally.addIf(
                    features.inputTokens() >= points.veryLongTokens(),
                    points.veryLongInput(),
                    "its input is very long");
            tally.addIf(
                    features.turns() >= points.deepTurns(),
                    points.deepConversation(),
                    "the conversation is deep");
            tally.addIf(
                    features.needs().contains("tools"), points.tools(), "it brings tools along");
        }
        Level level =
                tally.points >= points.hardFrom()
                        ? Level.HARD
                        : tally.points >= points.standardFrom() ? Level.STANDARD : Level.LIGHT;
        return new Difficulty(level, tally.points, List.copyOf(tally.why));
    }

    private static final class Tally {
        private final List<String> why = new ArrayList<>();
        private int points;

        void addIf(boolean seen, int weight, String reason) {
            if (seen) {
                points += weight;
                why.add(reason);
            }
        }
    }
}
