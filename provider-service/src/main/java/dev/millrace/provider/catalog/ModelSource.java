package dev.millrace.provider.catalog;

import dev.millrace.provider.attempt.ProviderException;
import java.util.List;

/** Tells which models a provider has at the moment. */
@FunctionalInterface
public interface ModelSource {

    /** The provider's own names. Blocks, with a time limit of its own. */
    List<String> models() throws ProviderException, InterruptedException;
}
