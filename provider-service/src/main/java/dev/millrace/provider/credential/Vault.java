package dev.millrace.provider.credential;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Seals credentials: each under an AES-256-GCM data key of its own, which a master key wraps
 * (Tink's envelope: four bytes with the length of the wrapped data key, that key, the text). A
 * sealed credential belongs to its row: under another provider or id it does not open.
 */
public final class Vault {

    /** Tink writes a byte of its own and the id of the wrapping key before what it wraps. */
    private static final int ID_AT = Integer.BYTES + 1;

    private final MasterKeys keys;
    private final Aead envelope;

    public Vault(MasterKeys keys) {
        this.keys = keys;
        try {
            this.envelope =
                    KmsEnvelopeAead.create(
                            AesGcmParameters.builder()
                                    .setKeySizeBytes(32)
                                    .setIvSizeBytes(12)
                                    .setTagSizeBytes(16)
                                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                                    .build(),
                            keys.aead());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not to be had", e);
        }
    }

    public byte[] seal(String provider, String credentialId, String secret) {
        try {
            return envelope.encrypt(
                    secret.getBytes(StandardCharsets.UTF_8), place(provider, credentialId));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a credential could not be sealed", e);
        }
    }

    /** Empty when none of the master keys opens it, or it was sealed for another place. */
    public Optional<String> open(String provider, String credentialId, byte[] sealed) {
        try {
            byte[] opened = envelope.decrypt(sealed, place(provider, credentialId));
            return Optional.of(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /** Sealed under the newest master key: else it is to be sealed anew. */
    public boolean isCurrent(byte[] sealed) {
        return sealed.length >= ID_AT + Integer.BYTES
                && ByteBuffer.wrap(sealed).getInt(ID_AT) == keys.current();
    }

    private static byte[] place(String provider, String credentialId) {
        return (provider + '/' + credentialId).getBytes(StandardCharsets.UTF_8);
    }
}
