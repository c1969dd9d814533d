package dev.millrace.router.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is offered at one moment; immutable.
 *
 * @param offers all of them, in order of preference
 */
public record Catalog(
        List<Offer> offers, Map<String, List<Offer>> byModel, Map<String, List<Offer>> byName) {

    static final Catalog EMPTY = of(List.of());

    static Catalog of(List<Offer> offers) {
        List<Offer> ordered = offers.stream().sorted(Offer.PREFERENCE).toList();
        Map<String, List<Offer>> byModel = new LinkedHashMap<>();
        Map<String, List<Offer>> byName = new LinkedHashMap<>();
        for (Offer offer : ordered) {
            byModel.computeIfAbsent(offer.model(), _ -> new ArrayList<>()).add(offer);
            byName.computeIfAbsent(offer.name(), _ -> new ArrayList<>()).add(offer);
        }
        byModel.replaceAll((_, of) -> List.copyOf(of));
        byName.replaceAll((_, of) -> List.copyOf(of));
        return new Catalog(ordered, byModel, byName);
    }

    /**
     * The offers a name stands for: one provider's for {@code provider/model}, else those of every
     * provider that offers the model. Names of models may hold slashes themselves, so the qualified
     * reading comes first and the plain one second. Empty when nobody offers it.
     */
    public List<Offer> named(String name) {
        List<Offer> qualified = byName.get(name);
        return qualified != null ? qualified : byModel.getOrDefault(name, List.of());
    }
}
