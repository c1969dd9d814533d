package dev.millrace.provider.structured;

import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatProvider;

/** Makes a provider's chat give answers of the structure that requests ask for. Thread-safe. */
public final class Structured {

    private final CatalogView catalog;
    private final Schemas schemas = new Schemas();

    public Structured(CatalogView catalog) {
        this.catalog = catalog;
    }

    /**
     * The provider's chat. A request that asks for JSON is put so that the model understands it;
     * its answer is mended and checked, and one that is not what was asked for fails with {@code
     * InvalidOutput}, which holds what to ask instead.
     */
    public ChatProvider over(Provider provider) {
        return new StructuredChat(provider.id(), provider.chat(), catalog, schemas);
    }
}
