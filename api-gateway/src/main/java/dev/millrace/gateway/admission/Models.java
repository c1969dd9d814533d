package dev.millrace.gateway.admission;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.web.token.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The models that can be asked for, as `catalog` tells them: by name, by {@code provider/model}, or
 * `auto`. Written by the log's thread, read by every request.
 */
public final class Models {

    /** Lets the router choose. */
    public static final String AUTO = "auto";

    private static final String OFFER = "model/";

    private final Map<String, ModelOffered> offers = new TreeMap<>();
    private volatile Map<String, List<ModelOffered>> byName = Map.of();
    private volatile List<ModelOffered> all = List.of();

    /** A change on `catalog`. */
    public synchronized void on(String key, @Nullable SpecificRecord value) {
        if (!key.startsWith(OFFER)) {
            return; // A provider's health decides where a request goes, not whether it may.
        }
        if (value instanceof ModelOffered offer) {
            offers.put(key, offer);
        } else {
            offers.remove(key);
        }
        Map<String, List<ModelOffered>> names = new HashMap<>();
        for (ModelOffered offer : offers.values()) {
            names.computeIfAbsent(offer.getModel(), _ -> new ArrayList<>()).add(offer);
            names.computeIfAbsent(fullName(offer), _ -> new ArrayList<>()).add(offer);
        }
        byName = names;
        all = List.copyOf(offers.values());
    }

    /** The offers a name stands for; none when it is unknown there or cannot do the operation. */
    public List<ModelOffered> offers(String tenant, String name, Operation operation) {
        return named(tenant, name).stream()
                .filter(o -> o.getOperations().isEmpty() || o.getOperations().contains(operation))
                .toList();
    }

    /** The offers a name stands for, whatever they can do. */
    public List<ModelOffered> named(String tenant, String name) {
        return name.equals(AUTO)
                ? visibleTo(tenant)
                : visible(byName.getOrDefault(name, List.of()), tenant);
    }

    /** Every offer that serves a tenant, by provider and model. */
    public List<ModelOffered> visibleTo(String tenant) {
        return visible(all, tenant);
    }

    /** As the router has it: those of the house serve everyone, any other its own tenant. */
    private static List<ModelOffered> visible(List<ModelOffered> offers, String tenant) {
        return offers.stream()
                .filter(
                        offer -> {
                            String owner = offer.getOwner().getTenant();
                            return owner.equals(Caller.HOUSE) || owner.equals(tenant);
                        })
                .toList();
    }

    /** How one provider's model is asked for. */
    public static String fullName(ModelOffered offer) {
        return offer.getProvider() + "/" + offer.getModel();
    }
}
