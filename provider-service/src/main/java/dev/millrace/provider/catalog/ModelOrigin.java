package dev.millrace.provider.catalog;

/**
 * Where a model is from, as far as it tells of the model.
 *
 * @param kind the provider's type: which vendor it is, as the list of known models names it
 * @param thinkTags its models may put their thinking between tags into the text
 */
public record ModelOrigin(String provider, String kind, boolean thinkTags) {

    /** Tells it of a provider by its id. */
    @FunctionalInterface
    public interface Lookup {

        /** For one that is not active, what its id tells. */
        ModelOrigin of(String provider);
    }
}
