package dev.millrace.gateway.people;

import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept: never its text, only what proves it and what it is recognised by.
 *
 * @param sha256 of the key's text, lower-case hexadecimal
 * @param prefix first characters of the text
 * @param allowedModels names or patterns; empty means all
 * @param lanes empty means all
 * @param scopes what it may do besides asking models
 */
record ApiKey(
        String id,
        Owner owner,
        String name,
        String sha256,
        String prefix,
        KeyStatus status,
        Instant createdAt,
        Instant changedAt,
        @Nullable Instant expiresAt,
        List<String> allowedModels,
        List<Lane> lanes,
        List<String> scopes) {

    /** What every service learns of it. */
    KeyState state() {
        return KeyState.newBuilder()
                .setKeyId(id)
                .setOwner(owner)
                .setName(name)
                .setSha256(sha256)
                .setPrefix(prefix)
                .setStatus(status)
                .setChangedAt(changedAt)
                .setExpiresAt(expiresAt)
                .setAllowedModels(allowedModels)
                .setAllowedLanes(lanes)
                .setScopes(scopes)
                .build();
    }
}
