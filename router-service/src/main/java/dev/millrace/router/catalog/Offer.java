package dev.millrace.router.catalog;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.events.ProviderHealth;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model at a provider, with what is known of both now.
 *
 * @param tenant whom the offer belongs to; the offers of {@value #SHARED} serve every tenant
 * @param since when it was first announced: the order of the catalog
 * @param capabilities as announced; empty when nothing is known
 * @param contextWindow tokens; null when unknown
 * @param maxOutputTokens null when unknown
 * @param price null when unknown
 * @param simulated its answers are made up
 * @param deprecatedAt from then on its vendor advises against it; null when nothing is known
 * @param retiresAt then its vendor switches it off; null when nothing is known
 */
public record Offer(
        String provider,
        String model,
        String tenant,
        Instant since,
        Set<Operation> operations,
        Set<String> capabilities,
        @Nullable Long contextWindow,
        @Nullable Long maxOutputTokens,
        @Nullable Price price,
        boolean simulated,
        ProviderHealth health,
        @Nullable Instant deprecatedAt,
        @Nullable Instant retiresAt) {

    /** The tenant whose offers everyone may use. */
    public static final String SHARED = "default";

    /** The capability of a model that thinks aloud between {@code <think>} tags in its text. */
    public static final String THINK_TAGS = "think_tags";

    /** The capability of an embedding model that sees words and no meaning. */
    public static final String LEXICAL = "lexical";

    /** Why an offer stands behind those that take schemas. */
    public static final String TOLD_SCHEMAS = "takes no JSON schema: told in other ways";

    private static final String JSON_OBJECT = "json_object";
    private static final String JSON_SCHEMA = "json_schema";

    /** Stable, and the same on every instance: the log's order of compacted keys is neither. */
    static final Comparator<Offer> CATALOG_ORDER =
            Comparator.comparing(Offer::since)
                    .thenComparing(Offer::provider)
                    .thenComparing(Offer::model);

    /** Real before simulated, healthy before degraded before down, then the catalog's order. */
    static final Comparator<Offer> PREFERENCE =
            Comparator.comparing(Offer::simulated)
                    .thenComparing(Offer::health)
                    .thenComparing(CATALOG_ORDER);

    static Offer of(ModelOffered offered, ProviderHealth health) {
        return new Offer(
                offered.getProvider(),
                offered.getModel(),
                offered.getOwner().getTenant(),
                offered.getSince(),
                Set.copyOf(offered.getOperations()),
                Set.copyOf(offered.getCapabilities()),
                offered.getContextWindow().orElse(null),
                offered.getMaxOutputTokens().orElse(null),
                offered.getPrice().orElse(null),
                offered.getSimulated(),
                health,
                offered.getDeprecatedAt().orElse(null),
                offered.getRetiresAt().orElse(null));
    }

    /** {@code provider/model}. */
    public String name() {
        return provider + "/" + model;
    }

    /** Its vendor advises against it by then, or has switched it off. */
    public boolean isDeprecated(Instant at) {
        return isOver(deprecatedAt, at) || isRetired(at);
    }

    /** Its vendor has switched it off by then, so it says. */
    public boolean isRetired(Instant at) {
        return isOver(retiresAt, at);
    }

    private static boolean isOver(@Nullable Instant moment, Instant at) {
        return moment != null && !moment.isAfter(at);
    }

    public boolean serves(Operation operation) {
        return operations.contains(operation);
    }

    /**
     * True when nothing speaks against it: an offer that announces no capabilities may have any,
     * and JSON, with a schema or without, can be had of all that chat.
     */
    public boolean mayDo(List<String> needs) {
        if (capabilities.isEmpty()) {
            return true;
        }
        for (String need : needs) {
            if (!capabilities.contains(need)
                    && !need.equals(JSON_OBJECT)
                    && !need.equals(JSON_SCHEMA)) {
                return false;
            }
        }
        return true;
    }

    /** True when it must be told in other ways which JSON is needed, and answers less surely. */
    public boolean isToldSchemas(List<String> needs) {
        return needs.contains(JSON_SCHEMA)
                && !capabilities.isEmpty()
                && !capabilities.contains(JSON_SCHEMA);
    }

    public boolean visibleTo(String asker) {
        return tenant.equals(SHARED) || tenant.equals(asker);
    }
}
