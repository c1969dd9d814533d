package dev.millrace.provider.cache;

import org.jspecify.annotations.Nullable;

/**
 * Which answers are to go; null takes any.
 *
 * @param model as its provider names it, alone or behind {@code provider/}
 * @param user whose question it was
 */
record Selection(
        @Nullable String tenant,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String user) {

    static Selection ofProvider(String provider) {
        return new Selection(null, provider, null, null);
    }

    static Selection ofModel(String providerAndModel) {
        return new Selection(null, null, providerAndModel, null);
    }

    boolean takes(KeptAnswer kept) {
        return (tenant == null || tenant.equals(kept.owner().getTenant()))
                && (provider == null || provider.equals(kept.provider()))
                && (model == null
                        || model.equals(kept.model())
                        || model.equals(kept.provider() + "/" + kept.model()))
                && (user == null || user.equals(kept.owner().getUser()));
    }
}
