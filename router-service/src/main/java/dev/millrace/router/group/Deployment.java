package dev.millrace.router.group;

import org.jspecify.annotations.Nullable;

/**
 * A model at a provider, as a part of a group.
 *
 * @param model in a group whose name has a star, a star here takes what the name's star stood for
 * @param weight its share among the deployments of the group; 0 serves only when others cannot
 * @param defaults JSON: members that a request gets which does not have them; empty for none
 */
public record Deployment(
        String provider,
        String model,
        int weight,
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Integer concurrency,
        String defaults) {

    /** {@code provider/model}. */
    public String target() {
        return provider + "/" + model;
    }
}
