package dev.millrace.provider.registry;

import dev.millrace.provider.catalog.Provider;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider as this instance can call it.
 *
 * @param revision of its row
 * @param accesses the ways in, the newest credential's first
 * @param locked it has credentials, and none of the master keys opens them
 */
public record Registered(
        ProviderSettings settings, long revision, List<Access> accesses, boolean locked) {

    /**
     * The adapter with one credential.
     *
     * @param credentialId empty when the provider needs none
     * @param validUntil null for the newest
     */
    public record Access(String credentialId, @Nullable Instant validUntil, Provider provider) {}

    /** One that is not kept in a row. */
    public static Registered of(Provider provider) {
        ProviderType type = ProviderType.of(provider.kind()).orElse(ProviderType.OPENAI_COMPATIBLE);
        return new Registered(
                ProviderSettings.usual(provider.id(), type, provider.address()),
                0,
                List.of(new Access("", null, provider)),
                false);
    }

    public String id() {
        return settings.id();
    }

    /** The ways in that are open at a moment, the newest credential's first. */
    public List<Access> accesses(Instant now) {
        return accesses.stream()
                .filter(each -> each.validUntil() == null || each.validUntil().isAfter(now))
                .toList();
    }
}
