package dev.millrace.provider.credential;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that wrap data keys: the first wraps, all of them unwrap, so that a new one can be put
 * before the old ones. Each has an id that follows from its bytes, and what it wraps begins with
 * that id.
 */
public final class MasterKeys {

    private static final int BYTES = 32;

    private final Aead aead;
    private final int current;

    private MasterKeys(Aead aead, int current) {
        this.aead = aead;
        this.current = current;
    }

    /**
     * Keys from text.
     *
     * @param text each 32 bytes in Base64, with commas between them
     * @throws IllegalArgumentException when it is none; the message never tells of the text
     */
    public static MasterKeys of(String text) {
        List<byte[]> keys = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            keys.add(decoded(part.trim()));
        }
        try {
            return of(keys);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not to be had", e);
        }
    }

    private static byte[] decoded(String part) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(part);
        } catch (IllegalArgumentException _) {
            throw malformed();
        }
        if (key.length != BYTES) {
            throw malformed();
        }
        return key;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "a master key is 32 bytes in Base64 (openssl rand -base64 32); several stand with"
                        + " commas between them, the newest first");
    }

    @AccessesPartialKey
    private static MasterKeys of(List<byte[]> keys) throws GeneralSecurityException {
        AeadConfig.register();
        AesGcmParameters parameters =
                AesGcmParameters.builder()
                        .setKeySizeBytes(BYTES)
                        .setIvSizeBytes(12)
                        .setTagSizeBytes(16)
                        .setVariant(AesGcmParameters.Variant.TINK)
                        .build();
        KeysetHandle.Builder all = KeysetHandle.newBuilder();
        Set<Integer> ids = new HashSet<>();
        for (byte[] key : keys) {
            int id = id(key);
            if (!ids.add(id)) {
                continue;
            }
            AesGcmKey one =
                    AesGcmKey.builder()
                            .setParameters(parameters)
                            .setIdRequirement(id)
                            .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                            .build();
            KeysetHandle.Builder.Entry entry = KeysetHandle.importKey(one).withFixedId(id);
            all.addEntry(ids.size() == 1 ? entry.makePrimary() : entry);
        }
        Aead aead = all.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
        return new MasterKeys(aead, id(keys.getFirst()));
    }

    private static int id(byte[] key) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("millrace master key".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return ByteBuffer.wrap(digest.digest(key)).getInt();
    }

    Aead aead() {
        return aead;
    }

    /** The id of the key that wraps. */
    int current() {
        return current;
    }
}
