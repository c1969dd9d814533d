package dev.millrace.router.policy;

import dev.millrace.events.ProviderHealth;
import dev.millrace.router.catalog.Offer;
import dev.millrace.router.classification.Features;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Offers that fit, best first, and how many were left out for what.
 *
 * @param candidates at most as many as the policy names
 * @param withoutCapability offers that lack something the request needs
 * @param tooSmall offers whose context window is certainly too small
 * @param retired offers that their vendors have switched off
 */
public record Ranking(
        Difficulty difficulty,
        List<Scored> candidates,
        int withoutCapability,
        int tooSmall,
        int retired) {

    /**
     * Ranks offers that the caller may use for this operation. Equal scores keep the order given.
     * Simulated offers count only when no real one fits, lexical ones when none that sees meaning
     * does: being free says nothing of their strength.
     *
     * @param at when the request was accepted: a replay of it decides as it was decided then
     */
    public static Ranking of(Features features, List<Offer> offers, Policy policy, Instant at) {
        Difficulty difficulty = Difficulty.of(features, policy);
        List<Scored> real = new ArrayList<>();
        List<Scored> lexical = new ArrayList<>();
        List<Scored> simulated = new ArrayList<>();
        int withoutCapability = 0;
        int tooSmall = 0;
        int retired = 0;
        for (Offer offer : offers) {
            if (offer.isRetired(at)) {
                retired++;
            } else if (!offer.mayDo(features.needs())) {
                withoutCapability++;
            } else if (isTooSmall(features, offer)) {
                tooSmall++;
            } else {
                boolean isLexical = offer.capabilities().contains(Offer.LEXICAL);
                (offer.simulated() ? simulated : isLexical ? lexical : real)
                        .add(score(features, difficulty, offer, policy, at));
            }
        }
        List<Scored> fitting = real.isEmpty() ? lexical.isEmpty() ? simulated : lexical : real;
        fitting.sort(Comparator.comparingInt(Scored::score).reversed());
        List<Scored> best =
                List.copyOf(fitting.subList(0, Math.min(fitting.size(), policy.maxCandidates())));
        return new Ranking(difficulty, best, withoutCapability, tooSmall, retired);
    }

    private static Scored score(
            Features features, Difficulty difficulty, Offer offer, Policy policy, Instant at) {
        Policy.Weights weights = policy.weights();
        PriceTier tier = PriceTier.of(offer.price(), policy);
        int distance = tier.distanceTo(difficulty.level().tier());
        int score = distance * weights.tierDistance();
        List<String> reasons = new ArrayList<>();
        if (offer.price() == null) {
            score += weights.unknownPrice();
            reasons.add("price unknown");
        } else {
            reasons.add(tier.word() + " price");
        }
        if (difficulty.level() == Difficulty.Level.HARD
                && offer.capabilities().contains("reasoning")) {
            score += weights.reasoningModel();
            reasons.add("reasons");
        }
        if (offer.capabilities().isEmpty() && !features.needs().isEmpty()) {
            score += weights.unknownCapabilities();
            reasons.add("capabilities unknown");
        }
        if (offer.isToldSchemas(features.needs())) {
            score += weights.schemaInWords();
            reasons.add(Offer.TOLD_SCHEMAS);
        }
        if (isTight(features, offer)) {
            score += weights.tightWindow();
            reasons.add("may be too small for the request");
        }
        if (offer.isDeprecated(at)) {
            score += weights.deprecated();
            reasons.add("deprecated by its vendor");
        }
        if (offer.health() == ProviderHealth.DEGRADED) {
            score += weights.degraded();
            reasons.add("provider degraded");
        } else if (offer.health() == ProviderHealth.DOWN) {
            score += weights.down();
            reasons.add("provider down");
        }
        if (offer.simulated()) {
            reasons.add("simulated: its answers are made up");
        }
        return new Scored(offer, score, String.join("; ", reasons));
    }

    /** The estimate may be a quarter too high: only beyond that an offer is out. */
    private static boolean isTooSmall(Features features, Offer offer) {
        return exceeds(features.inputTokens() - features.inputTokens() / 4, offer.contextWindow());
    }

    private static boolean isTight(Features features, Offer offer) {
        return exceeds(features.inputTokens() + features.outputTokens(), offer.contextWindow())
                || exceeds(features.outputTokens(), offer.maxOutputTokens());
    }

    private static boolean exceeds(long tokens, @Nullable Long limit) {
        return limit != null && tokens > limit;
    }
}
