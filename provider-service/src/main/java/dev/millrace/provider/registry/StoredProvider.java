package dev.millrace.provider.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider's row.
 *
 * @param source who made it
 * @param edited changed by an operator: the environment no longer changes it
 * @param active requests may be sent to it
 * @param revision counts its changes, those of its credentials too, and goes on from those of a
 *     deleted one of its id
 * @param discovered when its models were read last; null until then
 * @param failure the kind of the last reading's failure; null when it succeeded
 */
record StoredProvider(
        ProviderSettings settings,
        Source source,
        boolean edited,
        boolean active,
        long revision,
        Instant since,
        Instant changed,
        @Nullable Instant discovered,
        @Nullable String failure) {

    /** Who made a provider. */
    enum Source {
        BUILT_IN("built-in"),
        ENVIRONMENT("environment"),
        API("api");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Source of(String word) {
            for (Source source : values()) {
                if (source.word.equals(word)) {
                    return source;
                }
            }
            throw new IllegalArgumentException(word);
        }
    }

    String id() {
        return settings.id();
    }
}
