package dev.millrace.router.policy;

import java.util.List;
import java.util.Map;

/**
 * The numbers `auto` decides by. They are judgement, not measurement, until results teach better
 * ones; the version in every plan says which numbers made it.
 *
 * @param prices bounds of the price tiers by currency
 * @param maxCandidates how many candidates a plan names at most
 */
public record Policy(
        String version,
        Points points,
        Weights weights,
        Map<String, PriceTier.Bounds> prices,
        int maxCandidates) {

    /**
     * What each sign of difficulty counts, and from how many points a request is no longer light.
     */
    public record Points(
            int code,
            int reasoning,
            int arithmetic,
            int explanation,
            int longInput,
            long longTokens,
            int veryLongInput,
            long veryLongTokens,
            int deepConversation,
            int deepTurns,
            int tools,
            int standardFrom,
            int hardFrom) {}

    /** What an offer gains or loses; it starts from zero. */
    public record Weights(
            int tierDistance,
            int reasoningModel,
            int unknownCapabilities,
            int schemaInWords,
            int unknownPrice,
            int tightWindow,
            int degraded,
            int down,
            int deprecated) {}

    /** One number of the policy and what it does. */
    public record Explained(String name, long value, String meaning) {}

    /** What is decided by until somebody says otherwise. */
    public static final Policy FIRST =
            new Policy(
                    "auto-2",
                    new Points(2, 2, 1, 1, 1, 2_000, 1, 16_000, 1, 6, 1, 2, 4),
                    new Weights(-40, 15, -10, -150, -5, -60, -50, -200, -100),
                    Map.of(
                            "USD", new PriceTier.Bounds(1_000_000_000L, 6_000_000_000L),
                            "CNY", new PriceTier.Bounds(7_000_000_000L, 42_000_000_000L)),
                    5);

    public List<Explained> explained() {
        return List.of(
                new Explained("code", points.code, "points when the prompt is about code"),
                new Explained("reasoning", points.reasoning, "points when it asks for reasoning"),
                new Explained(
                        "arithmetic", points.arithmetic, "points when it asks for a calculation"),
                new Explained(
                        "explanation",
                        points.explanation,
                        "points when it asks for an explanation"),
                new Explained(
                        "long_input",
                        points.longInput,
                        "points from " + points.longTokens + " input tokens on"),
                new Explained(
                        "very_long_input",
                        points.veryLongInput,
                        "further points from " + points.veryLongTokens + " input tokens on"),
                new Explained(
                        "deep_conversation",
                        points.deepConversation,
                        "points when the person has spoken " + points.deepTurns + " times or more"),
                new Explained("tools", points.tools, "points when the request brings tools along"),
                new Explained(
                        "standard_from",
                        points.standardFrom,
                        "points from which a request is standard and no longer light"),
                new Explained("hard_from", points.hardFrom, "points from which a request is hard"),
                new Explained(
                        "tier_distance",
                        weights.tierDistance,
                        "score for each step between the offer's price tier and the difficulty"),
                new Explained(
                        "reasoning_model",
                        weights.reasoningModel,
                        "score of a reasoning model when the request is hard"),
                new Explained(
                        "unknown_capabilities",
                        weights.unknownCapabilities,
                        "score of an offer that does not say whether it can do what is needed"),
                new Explained(
                        "schema_in_words",
                        weights.schemaInWords,
                        "score of an offer that has to be told a JSON schema in other ways"),
                new Explained(
                        "unknown_price", weights.unknownPrice, "score of an offer without a price"),
                new Explained(
                        "tight_window",
                        weights.tightWindow,
                        "score when the estimate is near or over the context window"
                                + " or the output limit"),
                new Explained("degraded", weights.degraded, "score while a provider is degraded"),
                new Explained("down", weights.down, "score while a provider is down"),
                new Explained(
                        "deprecated",
                        weights.deprecated,
                        "score of a model that its vendor advises against"),
                new Explained("max_candidates", maxCandidates, "candidates a plan names at most"));
    }
}
