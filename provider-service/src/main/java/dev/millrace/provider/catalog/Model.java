package dev.millrace.provider.catalog;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Price;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as a provider offers it.
 *
 * @param capabilities what it can do; empty when nothing is known
 * @param contextWindow tokens of input; null when unknown
 * @param price nano-units for a million tokens; null when unknown
 * @param simulated its answers are made up
 * @param deprecatedAt from then on its vendor advises against it; null when nothing is known
 * @param retiresAt then its vendor switches it off; null when nothing is known
 */
record Model(
        String provider,
        String name,
        List<Operation> operations,
        List<String> capabilities,
        @Nullable Long contextWindow,
        @Nullable Long maxOutput,
        @Nullable Price price,
        boolean simulated,
        @Nullable Instant deprecatedAt,
        @Nullable Instant retiresAt) {

    /** A model of which nothing is known but what it is for. */
    static Model unknown(
            String provider, String name, Operation operation, List<String> capabilities) {
        return new Model(
                provider,
                name,
                List.of(operation),
                capabilities,
                null,
                null,
                null,
                false,
                null,
                null);
    }

    /** A chat model of which nothing is known, however its name reads. */
    static Model unknown(ModelId id) {
        return unknown(id.provider(), id.name(), Operation.CHAT, List.of());
    }

    /** Its key on the topic {@code catalog}. */
    String key() {
        return key(provider, name);
    }

    static String key(String provider, String name) {
        return "model/" + provider + "/" + name;
    }

    ModelOffered offered(Instant since) {
        return new ModelOffered(
                provider,
                name,
                new Owner("default", "default", "default"),
                since,
                operations,
                capabilities,
                contextWindow,
                maxOutput,
                price,
                simulated,
                deprecatedAt,
                retiresAt);
    }
}
