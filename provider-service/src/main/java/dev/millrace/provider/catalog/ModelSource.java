package dev.millrace.provider.catalog;

import dev.millrace.provider.attempt.ProviderException;
import java.util.List;

/** Tells which models a provider has at the moment. */
@FunctionalInterface
public interface ModelSource {

    /** The provider's own names. Blocks, with a time limit of its own. */
    List<String> models() throws ProviderException, InterruptedException;

    /**
     * The vendor's own name of what stands behind one of the provider's names, where those are of
     * somebody's choosing; the same name where nobody said what stands behind it.
     */
    default String behind(String name) {
        return name;
    }
}
