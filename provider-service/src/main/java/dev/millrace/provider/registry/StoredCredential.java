package dev.millrace.provider.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A credential's row.
 *
 * @param validUntil null for the newest; older ones are valid until then
 * @param lastUsed to the minute or so; null until it was used
 */
@SuppressWarnings("ArrayRecordComponent") // Opened and never compared.
record StoredCredential(
        String id,
        String provider,
        byte[] sealed,
        String masked,
        Instant created,
        @Nullable Instant validUntil,
        @Nullable Instant lastUsed) {

    boolean isValid(Instant now) {
        return validUntil == null || validUntil.isAfter(now);
    }
}
