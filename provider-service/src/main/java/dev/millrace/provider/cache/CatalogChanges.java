package dev.millrace.provider.cache;

import dev.millrace.events.ProviderChanged;
import dev.millrace.log.view.ReadModel;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says that makes answers stale: a provider that was changed may stand for another
 * endpoint, a withdrawn model may come back as another one. A new price changes no answer.
 */
final class CatalogChanges implements ReadModel.Changes<SpecificRecord> {

    /** Before the keys on the topic. */
    private static final String PROVIDER = "provider/";

    private static final String MODEL = "model/";

    private final Consumer<Selection> remove;

    CatalogChanges(Consumer<Selection> remove) {
        this.remove = remove;
    }

    @Override
    public void on(String key, @Nullable SpecificRecord value) {
        if (value instanceof ProviderChanged changed) {
            remove.accept(Selection.ofProvider(changed.getProvider()));
        } else if (value == null && key.startsWith(PROVIDER)) {
            remove.accept(Selection.ofProvider(key.substring(PROVIDER.length())));
        } else if (value == null && key.startsWith(MODEL)) {
            remove.accept(Selection.ofModel(key.substring(MODEL.length())));
        }
    }
}
