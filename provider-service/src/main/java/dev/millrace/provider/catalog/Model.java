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
 */
record Model(
        String provider,
        String name,
        List<Operation> operations,
        List<String> capabilities,
        @Nullable Long contextWindow,
        @Nullable Long maxOutput,
        @Nullable Price price,
        boolean simulated) {

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
                null,
                null);
    }
}
