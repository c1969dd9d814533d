package dev.millrace.router.catalog;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.log.view.ReadModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows `catalog`. Changes are rare and requests are many, so what a request looks at is built
 * once after a change, by the first who asks. Thread-safe.
 */
public final class CatalogView implements ReadModel.Changes<SpecificRecord>, Supplier<Catalog> {

    private final Map<String, ModelOffered> offered = new HashMap<>();
    private final Map<String, ProviderHealthChanged> health = new HashMap<>();
    private volatile @Nullable Catalog current = Catalog.EMPTY;

    @Override
    public synchronized void on(String key, @Nullable SpecificRecord value) {
        switch (value) {
            case ModelOffered offer -> offered.put(key, offer);
            case ProviderHealthChanged change -> health.put(change.getProvider(), change);
            case null -> {
                offered.remove(key);
                health.values().removeIf(change -> key.equals("health/" + change.getProvider()));
            }
            default -> {
                return;
            }
        }
        current = null;
    }

    @Override
    public Catalog get() {
        Catalog seen = current;
        return seen != null ? seen : build();
    }

    private synchronized Catalog build() {
        Catalog seen = current;
        if (seen == null) {
            List<Offer> offers =
                    offered.values().stream()
                            .map(offer -> Offer.of(offer, healthOf(offer.getProvider())))
                            .toList();
            seen = Catalog.of(offers);
            current = seen;
        }
        return seen;
    }

    /** A provider nobody has complained about is healthy. */
    private ProviderHealth healthOf(String provider) {
        ProviderHealthChanged change = health.get(provider);
        return change == null ? ProviderHealth.HEALTHY : change.getHealth();
    }
}
