package dev.millrace.provider.catalog;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Price;
import dev.millrace.log.view.ReadModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Models as the catalog announces them: the same for every instance, and without a database. */
public final class CatalogView implements ReadModel.Changes<SpecificRecord> {

    private final Map<String, ModelOffered> offers = new ConcurrentHashMap<>();

    @Override
    public void on(String key, @Nullable SpecificRecord value) {
        if (value instanceof ModelOffered offered) {
            offers.put(key, offered);
        } else if (value == null) {
            offers.remove(key);
        }
    }

    /** Null when it is unknown. */
    public @Nullable Price price(String provider, String model) {
        ModelOffered offered = offers.get(Model.key(provider, model));
        return offered == null ? null : offered.getPrice().orElse(null);
    }

    /** What the model can do; empty when nothing is known. */
    public List<String> capabilities(String provider, String model) {
        ModelOffered offered = offers.get(Model.key(provider, model));
        return offered == null ? List.of() : offered.getCapabilities();
    }
}
