package dev.millrace.provider.registry;

import dev.millrace.provider.catalog.Provider;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The active providers of this moment, by id. Looked at without a lock. */
public final class Providers {

    private volatile Map<String, Registered> byId = Map.of();

    /** Those, until others are set. */
    public static Providers of(List<Provider> providers) {
        Providers all = new Providers();
        all.set(providers.stream().map(Registered::of).toList());
        return all;
    }

    public Optional<Registered> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Collection<Registered> all() {
        return byId.values();
    }

    void set(Collection<Registered> active) {
        Map<String, Registered> next = new LinkedHashMap<>();
        active.forEach(each -> next.put(each.id(), each));
        byId = next;
    }
}
