package dev.millrace.provider.catalog;

import java.util.function.UnaryOperator;

/**
 * Where a model is from, as far as it tells of the model.
 *
 * @param kind the provider's type: which vendor it is, as the list of known models names it
 * @param thinkTags its models may put their thinking between tags into the text
 * @param behind the vendor's name of what stands behind a name; see {@link ModelSource#behind}
 */
public record ModelOrigin(
        String provider, String kind, boolean thinkTags, UnaryOperator<String> behind) {

    /** One whose names are the vendor's. */
    public ModelOrigin(String provider, String kind, boolean thinkTags) {
        this(provider, kind, thinkTags, UnaryOperator.identity());
    }

    /** Tells it of a provider by its id. */
    @FunctionalInterface
    public interface Lookup {

        /** For one that is not active, what its id tells. */
        ModelOrigin of(String provider);
    }
}
