package dev.millrace.provider.attempt;

import dev.millrace.events.Usage;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider answered, normalised.
 *
 * @param model the model as the provider names the one that answered
 * @param output JSON, UTF-8: the {@code choices} array of a chat completion, or the {@code data}
 *     array of an embedding list
 * @param finishReasons one for each choice, in its order; empty for embeddings
 * @param usage as billed; estimated when the provider sent none
 * @param dropped members of the request that the provider does not take
 * @param notes what was done to get it, step by step
 */
@SuppressWarnings("ArrayRecordComponent") // Answers are never compared; a copy would cost.
public record Answer(
        String model,
        byte[] output,
        List<String> finishReasons,
        Usage usage,
        @Nullable String systemFingerprint,
        @Nullable String serviceTier,
        List<String> dropped,
        List<String> notes) {

    /** One for which nothing was done but to ask. */
    public Answer(
            String model,
            byte[] output,
            List<String> finishReasons,
            Usage usage,
            @Nullable String systemFingerprint,
            @Nullable String serviceTier,
            List<String> dropped) {
        this(
                model,
                output,
                finishReasons,
                usage,
                systemFingerprint,
                serviceTier,
                dropped,
                List.of());
    }

    /** One to everything that was asked. */
    public Answer(
            String model,
            byte[] output,
            List<String> finishReasons,
            Usage usage,
            @Nullable String systemFingerprint,
            @Nullable String serviceTier) {
        this(model, output, finishReasons, usage, systemFingerprint, serviceTier, List.of());
    }

    /** The same, given without these members of the request. */
    public Answer without(Collection<String> members) {
        return new Answer(
                model,
                output,
                finishReasons,
                usage,
                systemFingerprint,
                serviceTier,
                List.copyOf(members),
                notes);
    }

    /** The same, put differently. */
    public Answer with(byte[] choices, List<String> reasons, List<String> steps) {
        return new Answer(
                model,
                choices,
                List.copyOf(reasons),
                usage,
                systemFingerprint,
                serviceTier,
                dropped,
                List.copyOf(steps));
    }
}
