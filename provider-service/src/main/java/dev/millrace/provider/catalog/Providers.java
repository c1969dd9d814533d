package dev.millrace.provider.catalog;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers this instance can call, by id. */
public final class Providers {

    private final Map<String, Provider> byId = new LinkedHashMap<>();

    public Providers(List<Provider> providers) {
        providers.forEach(provider -> byId.put(provider.id(), provider));
    }

    public Optional<Provider> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Collection<Provider> all() {
        return byId.values();
    }
}
