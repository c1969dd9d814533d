package dev.millrace.web.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Compact JWS (RFC 7515) with Ed25519 (RFC 8037). The header is one constant: there is nothing to
 * negotiate, and so nothing to downgrade.
 */
final class Jws {

    /** Scopes and models of a key can be many; no token of ours comes near. */
    static final int LIMIT = 16_384;

    private static final String ALGORITHM = "Ed25519";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER =
            encode("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
    private static final int SIGNATURE_BYTES = 64;

    /** A token taken apart; nothing about it is proved. */
    static final class Parts {

        private final String signed;
        private final byte[] payload;
        private final byte[] signature;

        private Parts(String signed, byte[] payload, byte[] signature) {
            this.signed = signed;
            this.payload = payload;
            this.signature = signature;
        }

        byte[] payload() {
            return payload;
        }
    }

    private Jws() {}

    static String sign(byte[] payload, PrivateKey key) {
        String signed = HEADER + "." + encode(payload);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with this key", e);
        }
    }

    static @Nullable Parts split(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (token.length() > LIMIT
                || first < 0
                || second < 0
                || token.indexOf('.', second + 1) >= 0
                || !token.substring(0, first).equals(HEADER)) {
            return null;
        }
        byte[] payload = decode(token.substring(first + 1, second));
        byte[] signature = decode(token.substring(second + 1));
        return payload == null || signature == null || signature.length != SIGNATURE_BYTES
                ? null
                : new Parts(token.substring(0, second), payload, signature);
    }

    static boolean verify(Parts parts, PublicKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(parts.signed.getBytes(StandardCharsets.US_ASCII));
            return signature.verify(parts.signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** Only the one spelling that {@link #encode} makes: spare bits would make a second. */
    private static byte @Nullable [] decode(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return Arrays.equals(text.getBytes(StandardCharsets.ISO_8859_1), ENCODER.encode(bytes))
                    ? bytes
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
